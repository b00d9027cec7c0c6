package dev.retort.pipeline;

import dev.retort.files.RowWriter.Column;
import dev.retort.infer.Student;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a student adds to each row.
///
/// - one label: `label`, `probability`, and `p_NAME` for each label
/// - sets of labels: `labels`, the names joined by `|` (one within a name is written `\\|`, a backslash `\\\\`; empty if
///   there are none), and `p_NAME` for each label
/// - numbers: `value`
final class PredictedColumns {
    private PredictedColumns() {}

    static List<Column> of(Student student) {
        Stream<Column> probabilities = student.labels().stream().map(label -> Column.number("p_" + label));
        return switch (student.problemType()) {
            case SINGLE_LABEL -> Stream.concat(Stream.of(Column.text("label"), Column.number("probability")),
                    probabilities).toList();
            case MULTI_LABEL -> Stream.concat(Stream.of(Column.text("labels")), probabilities).toList();
            case REGRESSION -> List.of(Column.number("value"));
        };
    }

    /// @return for each text a cell for each column
    static List<List<String>> cells(Student student, List<String> texts) {
        return switch (student.problemType()) {
            case SINGLE_LABEL -> student.predict(texts).stream()
                    .map(one -> cells(one.label(), Stream.concat(Stream.of(one.probability()),
                            one.probabilities().stream())))
                    .toList();
            case MULTI_LABEL -> student.predictLabelSets(texts).stream()
                    .map(set -> cells(joined(set.labels()), set.probabilities().stream())).toList();
            case REGRESSION -> {
                var cells = new ArrayList<List<String>>();
                for (double value : student.predictValues(texts)) {
                    cells.add(List.of(Float.toString((float) value))); // a float32 score, in as few digits as tell it
                }
                yield cells;
            }
        };
    }

    private static List<String> cells(String label, Stream<Double> probabilities) {
        return Stream.concat(Stream.of(label), probabilities.map(PredictedColumns::number)).toList();
    }

    static String joined(List<String> labels) {
        return String.join("|", labels.stream().map(label -> label.replace("\\", "\\\\").replace("|", "\\|")).toList());
    }

    /// Six decimals tell apart what a float32 softmax can.
    private static String number(double probability) {
        return String.format(Locale.ROOT, "%.6f", probability);
    }
}
