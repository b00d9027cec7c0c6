package dev.retort.store;

import dev.retort.dataset.Example;
import dev.retort.dataset.Reference;
import dev.retort.dataset.ReferenceSource;
import dev.retort.dataset.Split;
import dev.retort.task.ValueJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The dataset as of now.
final class ExampleTable {
    private ExampleTable() {}

    static void replace(Handle handle, List<Example> examples) {
        if (list(handle).equals(examples)) {
            return;
        }
        handle.execute("DELETE FROM example");
        Batches.insert(handle, """
                INSERT INTO example (position, id, text, split, reference, reference_source)
                VALUES (:position, :id, :text, :split, :reference, :source)""", examples,
                (row, position, example) -> row.bind("position", position).bind("id", example.id())
                        .bind("text", example.text()).bind("split", Columns.word(example.split()))
                        .bind("reference",
                                example.reference().map(known -> ValueJson.write(known.value())))
                        .bind("source",
                                example.reference().map(known -> Columns.word(known.source()))));
    }

    static List<Example> list(Handle handle) {
        return handle.createQuery("SELECT * FROM example ORDER BY position").map((row, context) -> read(row)).list();
    }

    private static Example read(ResultSet row) throws SQLException {
        Optional<String> value = ExactText.find(row, "reference");
        Optional<Reference> reference = value.isEmpty()
                ? Optional.empty()
                : Optional.of(new Reference(ValueJson.read(value.get()),
                        Columns.constant(ReferenceSource.class, row, "reference_source")));
        return new Example(ExactText.read(row, "id"), ExactText.read(row, "text"),
                Columns.constant(Split.class, row, "split"), reference);
    }
}
