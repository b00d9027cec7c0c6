package dev.retort.store;

import dev.retort.task.ValueJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jdbi.v3.core.Handle;

/// Students, the epochs of their training and what they predict.
final class StudentTables {
    private StudentTables() {}

    static void save(Handle handle, StudentRecord student) {
        handle.createUpdate("""
                INSERT OR REPLACE INTO student (name, directory, base, options, provenance, seed, created_at)
                VALUES (:name, :directory, :base, :options, :provenance, :seed, :created)""")
                .bind("name", student.name()).bind("directory", student.directory()).bind("base", student.base())
                .bind("options", student.options()).bind("provenance", student.provenance())
                .bind("seed", student.seed()).bind("created", student.createdAt().toString()).execute();
    }

    static List<StudentRecord> list(Handle handle) {
        return handle.createQuery("SELECT * FROM student ORDER BY name")
                .map((row, context) -> new StudentRecord(ExactText.read(row, "name"), ExactText.read(row, "directory"),
                        ExactText.read(row, "base"), ExactText.read(row, "options"),
                        ExactText.read(row, "provenance"), row.getLong("seed"), Columns.instant(row, "created_at")))
                .list();
    }

    /// Later epochs are left over from an earlier training and go.
    static void save(Handle handle, EpochRecord epoch) {
        handle.execute("DELETE FROM epoch WHERE student = ? AND epoch >= ?", epoch.student(), epoch.epoch());
        handle.createUpdate("""
                INSERT INTO epoch (student, epoch, train_loss, validation_loss, validation_accuracy,
                    validation_macro_f1, texts_per_second, learning_rate, seconds)
                VALUES (:student, :epoch, :trainLoss, :validationLoss, :accuracy, :macroF1, :speed, :rate, :seconds)""")
                .bind("student", epoch.student()).bind("epoch", epoch.epoch())
                .bind("trainLoss", Columns.real(epoch.trainLoss()))
                .bind("validationLoss", Columns.real(epoch.validationLoss()))
                .bind("accuracy", Columns.real(epoch.validationAccuracy()))
                .bind("macroF1", Columns.real(epoch.validationMacroF1()))
                .bind("speed", Columns.real(epoch.textsPerSecond())).bind("rate", Columns.real(epoch.learningRate()))
                .bind("seconds", Columns.real(epoch.seconds())).execute();
    }

    static List<EpochRecord> epochs(Handle handle, String student) {
        return handle.createQuery("SELECT * FROM epoch WHERE student = ? ORDER BY epoch").bind(0, student)
                .map((row, context) -> new EpochRecord(student, row.getInt("epoch"), Columns.real(row, "train_loss"),
                        Columns.real(row, "validation_loss"), Columns.real(row, "validation_accuracy"),
                        Columns.real(row, "validation_macro_f1"), Columns.real(row, "texts_per_second"),
                        Columns.real(row, "learning_rate"), Columns.real(row, "seconds")))
                .list();
    }

    static void replacePredictions(Handle handle, String student, Map<String, Prediction> predictions) {
        handle.execute("DELETE FROM prediction WHERE student = ?", student);
        Batches.insert(handle, """
                INSERT INTO prediction (student, position, example_id, value, probabilities)
                VALUES (:student, :position, :example, :value, :probabilities)""", predictions.entrySet(),
                (row, position, entry) -> row.bind("student", student).bind("position", position)
                        .bind("example", entry.getKey()).bind("value", ValueJson.write(entry.getValue().value()))
                        .bind("probabilities", Columns.JSON.writeValueAsString(entry.getValue().probabilities())));
    }

    static SequencedMap<String, Prediction> predictions(Handle handle, String student) {
        var predictions = new LinkedHashMap<String, Prediction>();
        handle.createQuery("SELECT * FROM prediction WHERE student = ? ORDER BY position").bind(0, student)
                .map((row, context) -> Map.entry(ExactText.read(row, "example_id"),
                        new Prediction(ValueJson.read(ExactText.read(row, "value")),
                                numbers(ExactText.read(row, "probabilities")))))
                .forEach(entry -> predictions.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableSequencedMap(predictions);
    }

    private static List<Double> numbers(String json) {
        var numbers = new ArrayList<Double>();
        Columns.JSON.readTree(json).forEach(number -> numbers.add(number.doubleValue()));
        return numbers;
    }
}
