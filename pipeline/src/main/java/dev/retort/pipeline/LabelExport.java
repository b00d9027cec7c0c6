package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.files.DataFormat;
import dev.retort.files.RowWriter;
import dev.retort.files.Rows;
import dev.retort.store.Store;
import dev.retort.votes.Annotation;
import dev.retort.workspace.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes the training set as a table: the case study's `df_train`, with what the votes said.
public final class LabelExport {
    private static final List<RowWriter.Column> COLUMNS = List.of(RowWriter.Column.text("id"),
            RowWriter.Column.text("text"), RowWriter.Column.text("label"), RowWriter.Column.number("vote_share"),
            RowWriter.Column.integer("votes"), RowWriter.Column.number("entropy_bits"),
            RowWriter.Column.text("reasons"), RowWriter.Column.text("split"), RowWriter.Column.text("reference"),
            RowWriter.Column.text("reference_source"));

    private LabelExport() {}

    /// Counts the teacher's votes first, if a run was killed or stopped before it did.
    ///
    /// @param teacher whose annotations
    /// @param unlabelled whether texts without a label are written too, with an empty one
    /// @return rows written
    public static long write(Workspace workspace, List<Example> examples, Store store, String teacher,
            boolean unlabelled, Path file, DataFormat format) {
        var votes = new VoteCount(workspace.task(), workspace.votes(), store, Clock.systemUTC());
        workspace.teachers().stream().filter(ask -> ask.teacher().name().equals(teacher))
                .forEach(ask -> votes.count(ask, examples, () -> true));
        Map<String, Annotation> annotations = store.annotations(teacher);
        long rows = 0;
        try (RowWriter out = Rows.create(file, format, COLUMNS)) {
            for (Example example : examples) {
                Annotation annotation = annotations.get(example.id());
                if (annotation != null && (unlabelled || annotation.value().isPresent())) {
                    out.write(cells(example, annotation));
                    rows++;
                }
            }
            out.finish();
        }
        return rows;
    }

    private static List<String> cells(Example example, Annotation annotation) {
        return List.of(example.id(), example.text(), annotation.value().map(Object::toString).orElse(""),
                number(annotation.share()), String.valueOf(annotation.asked()), number(annotation.entropyBits()),
                String.join("\n", annotation.reasons()), example.split().word(),
                example.reference().map(reference -> reference.value().toString()).orElse(""),
                example.reference().map(reference -> reference.source().word()).orElse(""));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
