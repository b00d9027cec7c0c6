package dev.retort.store;

import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.LabelProbabilityJson;
import dev.retort.teacher.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes sends and what came of them into the tables that [Journal] reads, through statements of the driver's own,
/// prepared once: they are written for every request, and binding by name and type showed in the profile.
///
/// Rows name their request by its hash, so that nothing is read back. Closing the connection closes the statements.
/// Used by the writing thread alone, inside its transactions.
///
/// A send is settled once something is known to have come of it: an answer or a trouble of one of its votes, or a
/// retry. A process that dies leaves its sends unsettled, and the sends of the next process (whose attempts start at 1
/// again) do not settle them.
final class JournalWrites {
    private static final String REQUEST = "INSERT INTO request (hash) VALUES (?) ON CONFLICT (hash) DO NOTHING";
    private static final String REQUEST_WITH_JSON = """
            INSERT INTO request (hash, json) VALUES (?, ?)
            ON CONFLICT (hash) DO UPDATE SET json = excluded.json WHERE json IS NULL""";
    private static final String SEND = """
            INSERT INTO send (request_id, votes, example_id, teacher, attempt, at, batch_id)
            SELECT id, ?, ?, ?, ?, ?, (SELECT id FROM batch WHERE token = ?) FROM request WHERE hash = ?""";
    private static final String ANSWER = """
            INSERT INTO answer (request_id, vote, example_id, teacher, raw, finish_reason, prompt_tokens,
                cached_tokens, completion_tokens, reasoning_tokens, latency_nanos, received_at, attempts,
                label_probability, batch_id)
            SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM batch WHERE token = ?) FROM request WHERE hash = ?
            ON CONFLICT (request_id, vote) DO NOTHING""";
    private static final String TROUBLE = """
            INSERT OR REPLACE INTO trouble (request_id, vote, example_id, teacher, kind, message, attempts, at)
            SELECT id, ?1, ?2, ?3, ?4, ?5, ?6, ?7 FROM request WHERE hash = ?8
                AND NOT EXISTS (SELECT 1 FROM answer WHERE request_id = request.id AND vote = ?1)""";
    private static final String NO_TROUBLE = """
            DELETE FROM trouble WHERE request_id = (SELECT id FROM request WHERE hash = ?) AND vote = ?""";
    /// The sends of one vote since its latest first attempt.
    private static final String SETTLE = """
            UPDATE send SET settled = 1
            WHERE request_id = (SELECT id FROM request WHERE hash = ?1) AND settled = 0
              AND EXISTS (SELECT 1 FROM json_each(send.votes) WHERE value = ?2)
              AND id >= (SELECT max(first.id) FROM send AS first, json_each(first.votes) AS asked
                         WHERE first.request_id = (SELECT id FROM request WHERE hash = ?1) AND first.attempt = 1
                           AND asked.value = ?2)""";

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    JournalWrites(Connection connection) {
        this.connection = connection;
    }

    void send(SendRecord send) {
        send.batch().ifPresentOrElse(batch -> run(REQUEST_WITH_JSON, send.request(), batch.requestJson()),
                () -> run(REQUEST, send.request()));
        if (send.attempt() > 1) {
            send.keys().forEach(this::settle);
        }
        run(SEND, send.keys().stream().map(AnswerKey::vote).toList().toString(), send.exampleId(), send.teacher(),
                send.attempt(), send.at().toString(), send.batch().map(SendRecord.InBatch::token).orElse(null),
                send.request());
    }

    void answer(AnswerRecord record) {
        String hash = record.key().request();
        Answer answer = record.answer();
        Optional<Usage> usage = answer.usage();
        if (record.batch().isPresent()) {
            run(REQUEST, hash); // its JSON came with the batch's line
        } else {
            run(REQUEST_WITH_JSON, hash, record.requestJson());
        }
        run(ANSWER, record.key().vote(), record.exampleId(), record.teacher(), answer.raw(),
                answer.finishReason().orElse(null), usage.map(Usage::prompt).orElse(null),
                usage.map(Usage::cached).orElse(null), usage.map(Usage::completion).orElse(null),
                usage.map(Usage::reasoning).orElse(null), answer.latency().map(Duration::toNanos).orElse(null),
                answer.receivedAt().toString(), record.attempts(),
                answer.label().map(label -> LabelProbabilityJson.write(label).toString()).orElse(null),
                record.batch().orElse(null), hash);
        run(NO_TROUBLE, hash, record.key().vote());
        settle(record.key());
    }

    void trouble(TroubleRecord trouble) {
        AnswerKey key = trouble.key();
        run(REQUEST, key.request());
        run(TROUBLE, key.vote(), trouble.exampleId(), trouble.teacher(), trouble.kind().word(), trouble.message(),
                trouble.attempts(), trouble.at().toString(), key.request());
        settle(key);
    }

    private void settle(AnswerKey key) {
        run(SETTLE, key.request(), key.vote());
    }

    private void run(String sql, @Nullable Object... values) {
        try {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            for (int i = 0; i < values.length; i++) {
                bind(statement, i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new JournalException(failure);
        }
    }

    private static void bind(PreparedStatement statement, int position, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(position, null);
            case String text -> ExactText.bind(statement, position, text);
            case Integer number -> statement.setInt(position, number);
            case Long number -> statement.setLong(position, number);
            default -> throw new IllegalArgumentException("no column takes a " + value.getClass());
        }
    }

    /// Carries the cause to [Faults], which words it.
    private static final class JournalException extends RuntimeException {
        JournalException(SQLException cause) {
            super(cause);
        }
    }
}
