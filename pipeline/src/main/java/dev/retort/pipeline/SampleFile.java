package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.files.DataFormat;
import dev.retort.files.RowWriter;
import dev.retort.files.Rows;
import java.nio.file.Path;
import java.util.List;

/// The columns of the file that people label.
final class SampleFile {
    private SampleFile() {}

    static void write(Path file, List<Example> sample) {
        try (RowWriter out = Rows.create(file, DataFormat.CSV, List.of(RowWriter.Column.text("id"),
                RowWriter.Column.text("text"), RowWriter.Column.text("label")))) {
            sample.forEach(example -> out.write(List.of(example.id(), example.text(), "")));
            out.finish();
        }
    }
}
