package dev.retort.pipeline;

import dev.retort.files.RowWriter.Column;
import dev.retort.infer.Student;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a student adds to each row.
///
/// - one label: `label`, `probability`, and `p_NAME` for each label
/// - sets of labels: `labels`, the names joined by `|` (one within a name is written `\\|`, a backslash `\\\\`; empty if
///   there are none), and `p_NAME` for each label
/// - numbers: `value`
///
/// Where a teacher is asked about unsure texts, `by` is the last one: `student` or `teacher`.
final class PredictedColumns {
    private static final String BY = "by";

    private PredictedColumns() {}

    static List<Column> of(Student student, boolean cascade) {
        return cascade
                ? Stream.concat(of(student).stream(), Stream.of(Column.text(BY))).toList()
                : of(student);
    }

    private static List<Column> of(Student student) {
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

    /// Adds what the cells of one text say.
    static void add(Student student, long line, String text, List<String> cells, PredictionSummary summary) {
        switch (student.problemType()) {
            case SINGLE_LABEL -> summary.add(line, text, cells.getFirst(), Double.parseDouble(cells.get(1)));
            case MULTI_LABEL -> {
                var present = new TreeMap<String, Double>();
                List<String> given = parted(cells.getFirst());
                List<String> labels = student.labels();
                for (int label = 0; label < labels.size(); label++) {
                    double probability = Double.parseDouble(cells.get(label + 1));
                    if (given.contains(labels.get(label))) {
                        present.put(labels.get(label), probability);
                    }
                }
                summary.add(present);
            }
            case REGRESSION -> summary.add(Double.parseDouble(cells.getFirst()));
        }
    }

    static List<String> cells(String label, Stream<Double> probabilities) {
        return Stream.concat(Stream.of(label), probabilities.map(PredictedColumns::number)).toList();
    }

    static String joined(List<String> labels) {
        return String.join("|", labels.stream().map(label -> label.replace("\\", "\\\\").replace("|", "\\|")).toList());
    }

    /// The labels that [#joined] joined.
    static List<String> parted(String joined) {
        var labels = new ArrayList<String>();
        var label = new StringBuilder();
        for (int at = 0; at < joined.length(); at++) {
            char c = joined.charAt(at);
            if (c == '|') {
                labels.add(label.toString());
                label.setLength(0);
            } else {
                label.append(c == '\\' ? joined.charAt(++at) : c);
            }
        }
        if (!joined.isEmpty()) {
            labels.add(label.toString());
        }
        return labels;
    }

    /// Six decimals tell apart what a float32 softmax can.
    private static String number(double probability) {
        return String.format(Locale.ROOT, "%.6f", probability);
    }
}
