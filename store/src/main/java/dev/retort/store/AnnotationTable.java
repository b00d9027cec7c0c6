package dev.retort.store;

import dev.retort.task.Value;
import dev.retort.task.ValueJson;
import dev.retort.votes.Annotation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Annotations, derived from the votes; one teacher's are replaced together.
final class AnnotationTable {
    private AnnotationTable() {}

    static void replace(Handle handle, String teacher, Map<String, Annotation> annotations) {
        handle.execute("DELETE FROM annotation WHERE teacher = ?", teacher);
        Batches.insert(handle, """
                INSERT INTO annotation
                    (teacher, position, example_id, value, counts, weights, asked, tie, entropy_bits, reasons)
                VALUES (:teacher, :position, :example, :value, :counts, :weights, :asked, :tie, :entropy, :reasons)""",
                annotations.entrySet(), (row, position, entry) -> {
                    Annotation annotation = entry.getValue();
                    row.bind("teacher", teacher).bind("position", position).bind("example", entry.getKey())
                            .bind("value", annotation.value().map(ValueJson::write))
                            .bind("counts", counts(annotation.counts()))
                            .bind("weights", weights(annotation)).bind("asked", annotation.asked())
                            .bind("tie", annotation.tie() ? 1 : 0).bind("entropy", annotation.entropyBits())
                            .bind("reasons", Columns.strings(annotation.reasons()));
                });
    }

    static SequencedMap<String, Annotation> byExample(Handle handle, String teacher) {
        var annotations = new LinkedHashMap<String, Annotation>();
        handle.createQuery("SELECT * FROM annotation WHERE teacher = ? ORDER BY position").bind(0, teacher)
                .map((row, context) -> Map.entry(ExactText.read(row, "example_id"), read(row)))
                .forEach(entry -> annotations.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableSequencedMap(annotations);
    }

    private static Annotation read(ResultSet row) throws SQLException {
        Optional<Value> value = ExactText.find(row, "value").map(ValueJson::read);
        SequencedMap<Value, Integer> counts = counts(ExactText.read(row, "counts"));
        Optional<SequencedMap<Value, Double>> weights = ExactText.find(row, "weights").map(AnnotationTable::weights);
        int asked = row.getInt("asked");
        boolean tie = row.getInt("tie") == 1;
        double entropy = row.getDouble("entropy_bits");
        List<String> reasons = Columns.strings(row, "reasons");
        return weights.isEmpty()
                ? new Annotation(value, counts, asked, tie, entropy, reasons)
                : new Annotation(value, counts, weights.get(), asked, tie, entropy, reasons);
    }

    /// `[[{"label":"positive"},2],[{"label":"neutral"},1]]`
    private static String counts(SequencedMap<Value, Integer> counts) {
        ArrayNode json = Columns.JSON.createArrayNode();
        counts.forEach((value, count) -> json.addArray().add(Columns.JSON.readTree(ValueJson.write(value))).add(count));
        return json.toString();
    }

    /// The same with what the votes count together; nothing where each counts one.
    private static Optional<String> weights(Annotation annotation) {
        if (!annotation.weighed()) {
            return Optional.empty();
        }
        ArrayNode json = Columns.JSON.createArrayNode();
        annotation.weights().forEach((value, weight) -> json.addArray()
                .add(Columns.JSON.readTree(ValueJson.write(value))).add(weight));
        return Optional.of(json.toString());
    }

    private static SequencedMap<Value, Double> weights(String json) {
        var weights = new LinkedHashMap<Value, Double>();
        for (JsonNode pair : Columns.JSON.readTree(json)) {
            weights.put(ValueJson.read(pair.get(0).toString()), pair.get(1).doubleValue());
        }
        return weights;
    }

    private static SequencedMap<Value, Integer> counts(String json) {
        var counts = new LinkedHashMap<Value, Integer>();
        for (JsonNode pair : Columns.JSON.readTree(json)) {
            counts.put(ValueJson.read(pair.get(0).toString()), pair.get(1).intValue());
        }
        return counts;
    }
}
