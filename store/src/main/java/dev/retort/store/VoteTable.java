package dev.retort.store;

import dev.retort.task.ValueJson;
import dev.retort.teacher.AnswerKey;
import dev.retort.votes.ReadStep;
import dev.retort.votes.Vote;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Votes, derived from the answers; one teacher's are replaced together.
final class VoteTable {
    private VoteTable() {}

    static void replace(Handle handle, String teacher, List<CastVote> votes) {
        handle.execute("DELETE FROM vote WHERE teacher = ?", teacher);
        Batches.insert(handle, """
                INSERT INTO vote (teacher, position, example_id, request, vote, kind, value, reason, detail)
                VALUES (:teacher, :position, :example, :request, :vote, :kind, :value, :reason, :detail)""", votes,
                (row, position, cast) -> bind(
                        row.bind("teacher", teacher).bind("position", position).bind("example", cast.exampleId())
                                .bind("request", cast.key().request()).bind("vote", cast.key().vote()),
                        cast.vote()));
    }

    private static void bind(PreparedBatch row, Vote vote) {
        switch (vote) {
            case Vote.Read(var value, var reason, var step) -> row.bind("kind", "read")
                    .bind("value", ValueJson.write(value)).bind("reason", reason).bind("detail", Columns.word(step));
            case Vote.Unreadable(var cause) -> row.bind("kind", "unreadable").bind("value", (String) null)
                    .bind("reason", (String) null).bind("detail", Columns.word(cause));
            case Vote.Refused() -> row.bind("kind", "refused").bind("value", (String) null)
                    .bind("reason", (String) null).bind("detail", (String) null);
        }
    }

    static SequencedMap<String, List<CastVote>> byExample(Handle handle, String teacher) {
        var votes = new LinkedHashMap<String, List<CastVote>>();
        handle.createQuery("SELECT * FROM vote WHERE teacher = ? ORDER BY position").bind(0, teacher)
                .map((row, context) -> read(row))
                .forEach(cast -> votes.computeIfAbsent(cast.exampleId(), id -> new ArrayList<>()).add(cast));
        votes.replaceAll((id, cast) -> List.copyOf(cast));
        return Collections.unmodifiableSequencedMap(votes);
    }

    static VoteKinds kinds(Handle handle, String teacher) {
        return handle.createQuery("""
                SELECT count(*) FILTER (WHERE kind = 'read') AS readable,
                    count(*) FILTER (WHERE kind = 'unreadable') AS unreadable,
                    count(*) FILTER (WHERE kind = 'refused') AS refused
                FROM vote WHERE teacher = ?""").bind(0, teacher)
                .map((row, context) -> new VoteKinds(row.getLong("readable"), row.getLong("unreadable"),
                        row.getLong("refused")))
                .one();
    }

    private static CastVote read(ResultSet row) throws SQLException {
        return new CastVote(ExactText.read(row, "example_id"),
                new AnswerKey(ExactText.read(row, "request"), row.getInt("vote")), readVote(row));
    }

    private static Vote readVote(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        return switch (kind) {
            case "read" -> new Vote.Read(ValueJson.read(ExactText.read(row, "value")), ExactText.read(row, "reason"),
                    Columns.constant(ReadStep.class, row, "detail"));
            case "unreadable" -> new Vote.Unreadable(Columns.constant(Vote.Cause.class, row, "detail"));
            case "refused" -> new Vote.Refused();
            default -> throw new SQLException(
                    "'%s' as kind of vote is unknown, written by a newer Retort; update Retort".formatted(kind));
        };
    }
}
