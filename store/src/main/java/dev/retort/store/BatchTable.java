package dev.retort.store;

import dev.retort.store.BatchRecord.State;
import dev.retort.teacher.AnswerKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Batches and how far they have got. Their requests are sends.
final class BatchTable {
    private BatchTable() {}

    static void prepare(Handle handle, BatchRecord batch) {
        handle.createUpdate("""
                INSERT INTO batch (token, teacher, place, state, prepared_at)
                VALUES (:token, :teacher, :place, :state, :at)""").bind("token", batch.token())
                .bind("teacher", batch.teacher()).bind("place", batch.place())
                .bind("state", Columns.word(State.PREPARED)).bind("at", batch.preparedAt().toString()).execute();
    }

    static void uploaded(Handle handle, String token, String inputFile) {
        handle.execute("UPDATE batch SET state = ?, input_file = ? WHERE token = ?", Columns.word(State.UPLOADED),
                inputFile, token);
    }

    static void submitted(Handle handle, String token, String hostId, Instant at) {
        handle.execute("UPDATE batch SET state = ?, host_id = ?, submitted_at = ? WHERE token = ?",
                Columns.word(State.SUBMITTED), hostId, at.toString(), token);
    }

    /// Something is known to have come of every send of it.
    static void finish(Handle handle, String token, String status, Instant at) {
        end(handle, token, State.FINISHED, status, at);
        handle.execute(
                "UPDATE send SET settled = 1 WHERE settled = 0 AND batch_id = (SELECT id FROM batch WHERE token = ?)",
                token);
    }

    static void lose(Handle handle, String token, String why, Instant at) {
        end(handle, token, State.LOST, why, at);
    }

    private static void end(Handle handle, String token, State state, String status, Instant at) {
        handle.execute("UPDATE batch SET state = ?, status = ?, ended_at = ? WHERE token = ?", Columns.word(state),
                status, at.toString(), token);
    }

    /// Removes a batch of which nothing can have been charged, with its sends.
    static void forget(Handle handle, String token) {
        handle.execute("DELETE FROM send WHERE batch_id IN (SELECT id FROM batch WHERE token = ? AND state = ?)",
                token, Columns.word(State.PREPARED));
        handle.execute("DELETE FROM batch WHERE token = ? AND state = ?", token, Columns.word(State.PREPARED));
    }

    /// Removes what was never submitted.
    static void forgetPrepared(Handle handle) {
        handle.createQuery("SELECT token FROM batch WHERE state = ?").bind(0, Columns.word(State.PREPARED))
                .mapTo(String.class).list().forEach(token -> forget(handle, token));
    }

    /// Those that a host may still answer.
    static List<BatchRecord> open(Handle handle) {
        return handle.createQuery("""
                SELECT b.*, (SELECT count(*) FROM send WHERE batch_id = b.id) AS requests
                FROM batch b WHERE state IN (:uploaded, :submitted) ORDER BY b.id""")
                .bind("uploaded", Columns.word(State.UPLOADED)).bind("submitted", Columns.word(State.SUBMITTED))
                .map((row, context) -> read(row)).list();
    }

    private static BatchRecord read(ResultSet row) throws SQLException {
        return new BatchRecord(ExactText.read(row, "token"), ExactText.read(row, "teacher"),
                ExactText.read(row, "place"), Columns.constant(State.class, row, "state"), row.getLong("requests"),
                ExactText.find(row, "input_file"), ExactText.find(row, "host_id"),
                Columns.instant(row, "prepared_at"),
                row.getString("submitted_at") == null
                        ? Optional.empty()
                        : Optional.of(Columns.instant(row, "submitted_at")));
    }

    static List<BatchLine> lines(Handle handle, String token) {
        return handle.createQuery("""
                SELECT r.hash, s.votes, s.example_id, s.attempt FROM send s JOIN request r ON r.id = s.request_id
                WHERE s.batch_id = (SELECT id FROM batch WHERE token = :token) ORDER BY s.id""")
                .bind("token", token).map((row, context) -> line(row)).list();
    }

    private static BatchLine line(ResultSet row) throws SQLException {
        String hash = row.getString("hash");
        int[] votes = Columns.JSON.readValue(row.getString("votes"), int[].class);
        return new BatchLine(
                Arrays.stream(votes).mapToObj(vote -> new AnswerKey(hash, vote))
                        .toList(),
                ExactText.read(row, "example_id"), row.getInt("attempt"));
    }
}
