package dev.retort.store;

import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.LabelProbabilityJson;
import dev.retort.teacher.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// What was sent to hosts and what came of it: the only tables that nothing can be derived from again. Read here, written
/// by [JournalWrites].
final class Journal {
    private static final String ANSWERS = "SELECT a.*, r.hash, r.json FROM answer a JOIN request r ON r.id = a.request_id ";

    private Journal() {}

    static Optional<Answer> find(Handle handle, AnswerKey key) {
        return handle.createQuery(ANSWERS + "WHERE r.hash = :hash AND a.vote = :vote").bind("hash", key.request())
                .bind("vote", key.vote()).map((row, context) -> readAnswer(row)).findOne();
    }

    /// In the order of the keys.
    static SequencedMap<AnswerKey, Answer> find(Handle handle, Collection<AnswerKey> keys) {
        Set<AnswerKey> wanted = new HashSet<>(keys);
        Map<AnswerKey, Answer> found = new HashMap<>();
        eachThousandRequests(keys, hashes -> handle
                .createQuery(ANSWERS + "WHERE r.hash IN (SELECT value FROM json_each(:hashes))").bind("hashes", hashes)
                .map((row, context) -> Map.entry(key(row), readAnswer(row))).forEach(answer -> {
                    if (wanted.contains(answer.getKey())) {
                        found.put(answer.getKey(), answer.getValue());
                    }
                }));
        var inOrder = new LinkedHashMap<AnswerKey, Answer>();
        for (AnswerKey key : keys) {
            Optional.ofNullable(found.get(key)).ifPresent(answer -> inOrder.put(key, answer));
        }
        return inOrder;
    }

    /// Hands over the hashes of the keys' requests, each once, as JSON arrays of at most a thousand, for `json_each`.
    private static void eachThousandRequests(Collection<AnswerKey> keys, Consumer<String> query) {
        List<String> requests = keys.stream().map(AnswerKey::request).distinct().toList();
        for (int from = 0; from < requests.size(); from += 1000) {
            query.accept(Columns.strings(requests.subList(from, Math.min(from + 1000, requests.size()))));
        }
    }

    static void each(Handle handle, Consumer<AnswerRecord> consumer) {
        handle.createQuery("""
                SELECT a.*, r.hash, r.json, b.token AS batch
                FROM answer a JOIN request r ON r.id = a.request_id LEFT JOIN batch b ON b.id = a.batch_id
                ORDER BY a.id""").map((row, context) -> readRecord(row)).forEach(consumer);
    }

    static List<Answer> last(Handle handle, String teacher, int most) {
        return handle.createQuery(ANSWERS + "WHERE a.teacher = :teacher ORDER BY a.id DESC LIMIT :most")
                .bind("teacher", teacher).bind("most", most).map((row, context) -> readAnswer(row)).list();
    }

    static Set<AnswerKey> answered(Handle handle) {
        return handle.createQuery(
                "SELECT r.hash, a.vote FROM answer a JOIN request r ON r.id = a.request_id ORDER BY a.request_id, a.vote")
                .map((row, context) -> key(row)).toCollection(LinkedHashSet::new);
    }

    static List<TroubleRecord> troubles(Handle handle) {
        return handle.createQuery(
                "SELECT t.*, r.hash FROM trouble t JOIN request r ON r.id = t.request_id ORDER BY t.id")
                .map((row, context) -> new TroubleRecord(key(row), ExactText.read(row, "example_id"),
                        ExactText.read(row, "teacher"), Columns.constant(TroubleRecord.Kind.class, row, "kind"),
                        ExactText.read(row, "message"), row.getInt("attempts"), Columns.instant(row, "at")))
                .list();
    }

    static Map<String, AskingTotals> askingTotals(Handle handle) {
        Map<String, AskingTotals> totals = new TreeMap<>();
        handle.createQuery("""
                SELECT teacher, sum(sends) AS sends, sum(answers) AS answers, sum(told) AS told, sum(prompt) AS prompt,
                    sum(cached) AS cached, sum(completion) AS completion, sum(reasoning) AS reasoning, batched
                FROM (SELECT teacher, count(*) AS sends, 0 AS answers, 0 AS told, 0 AS prompt, 0 AS cached,
                          0 AS completion, 0 AS reasoning, 0 AS batched FROM send GROUP BY teacher
                      UNION ALL
                      SELECT teacher, 0, count(*), count(prompt_tokens), coalesce(sum(prompt_tokens), 0),
                          coalesce(sum(cached_tokens), 0), coalesce(sum(completion_tokens), 0),
                          coalesce(sum(reasoning_tokens), 0), batch_id IS NOT NULL AS batched
                      FROM answer GROUP BY teacher, batched)
                GROUP BY teacher, batched""")
                .map((row, context) -> Map.entry(ExactText.read(row, "teacher"), totals(row)))
                .forEach(entry -> totals.merge(entry.getKey(), entry.getValue(), AskingTotals::plus));
        return totals;
    }

    private static AskingTotals totals(ResultSet row) throws SQLException {
        return new AskingTotals(row.getLong("sends"), row.getLong("answers"), row.getLong("told"), usage(row),
                row.getBoolean("batched") ? usage(row) : AskingTotals.NONE.batched());
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return new Usage(row.getLong("prompt"), row.getLong("cached"), row.getLong("completion"),
                row.getLong("reasoning"));
    }

    static List<PaidAnswers> paidAnswers(Handle handle) {
        return handle.createQuery("""
                SELECT a.teacher, json_extract(r.json, '$.model') AS model, a.batch_id IS NOT NULL AS batched,
                    count(*) AS answers,
                    coalesce(sum(a.prompt_tokens), 0) AS prompt, coalesce(sum(a.cached_tokens), 0) AS cached,
                    coalesce(sum(a.completion_tokens), 0) AS completion,
                    coalesce(sum(a.reasoning_tokens), 0) AS reasoning
                FROM answer a JOIN request r ON r.id = a.request_id
                WHERE typeof(r.json) = 'text' AND json_extract(r.json, '$.host') <> 'replay'
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""")
                .map((row, context) -> new PaidAnswers(ExactText.read(row, "teacher"),
                        ExactText.find(row, "model").orElse(""), row.getLong("answers"), usage(row),
                        row.getBoolean("batched")))
                .list();
    }

    /// Those of the keys that a host refused for good, in the order of the keys.
    static Set<AnswerKey> rejected(Handle handle, Collection<AnswerKey> keys) {
        Set<AnswerKey> found = new HashSet<>();
        eachThousandRequests(keys, hashes -> handle.createQuery("""
                SELECT r.hash, t.vote FROM trouble t JOIN request r ON r.id = t.request_id
                WHERE t.kind = :kind AND r.hash IN (SELECT value FROM json_each(:hashes))""")
                .bind("kind", TroubleRecord.Kind.REJECTED.word()).bind("hashes", hashes)
                .map((row, context) -> key(row)).forEach(found::add));
        var inOrder = new LinkedHashSet<>(keys);
        inOrder.retainAll(found);
        return inOrder;
    }

    static long unsettledSends(Handle handle) {
        return handle.createQuery("""
                SELECT count(*) FROM send WHERE settled = 0
                  AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.id = send.batch_id AND batch.state = :submitted)""")
                .bind("submitted", Columns.word(BatchRecord.State.SUBMITTED)).mapTo(long.class).one();
    }

    static long unsettledSends(Handle handle, String teacher) {
        return handle.createQuery("SELECT count(*) FROM send WHERE settled = 0 AND teacher = ?").bind(0, teacher)
                .mapTo(long.class).one();
    }

    /// Those settled that are not the last send of a vote that has its answer.
    static long failedSends(Handle handle, String teacher) {
        return handle.createQuery("""
                SELECT count(*) FROM send
                WHERE teacher = ? AND settled = 1 AND NOT EXISTS (
                    SELECT 1 FROM answer, json_each(send.votes) AS asked
                    WHERE answer.request_id = send.request_id AND answer.vote = asked.value AND NOT EXISTS (
                        SELECT 1 FROM send AS later, json_each(later.votes) AS again
                        WHERE later.request_id = send.request_id AND later.id > send.id
                          AND again.value = answer.vote))""").bind(0, teacher).mapTo(long.class).one();
    }

    private static AnswerKey key(ResultSet row) throws SQLException {
        return new AnswerKey(ExactText.read(row, "hash"), row.getInt("vote"));
    }

    private static AnswerRecord readRecord(ResultSet row) throws SQLException {
        return new AnswerRecord(key(row), ExactText.read(row, "example_id"), ExactText.read(row, "teacher"),
                readAnswer(row), ExactText.read(row, "json"), row.getInt("attempts"), ExactText.find(row, "batch"));
    }

    private static Answer readAnswer(ResultSet row) throws SQLException {
        var latency = Columns.number(row, "latency_nanos");
        var prompt = Columns.number(row, "prompt_tokens");
        Optional<Usage> usage = prompt.isEmpty()
                ? Optional.empty()
                : Optional.of(new Usage(prompt.getAsLong(), row.getLong("cached_tokens"),
                        row.getLong("completion_tokens"), row.getLong("reasoning_tokens")));
        return new Answer(ExactText.read(row, "raw"), ExactText.find(row, "finish_reason"), usage,
                latency.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(latency.getAsLong())),
                Columns.instant(row, "received_at"),
                ExactText.find(row, "label_probability").map(LabelProbabilityJson::read));
    }
}
