package dev.retort.pipeline;

import dev.retort.files.Row;
import dev.retort.files.RowReader;
import dev.retort.files.RowWriter;
import dev.retort.infer.Student;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// Labels every row of a file or stream with a student, in order and in memory that does not grow with the input.
public final class BatchPrediction {
    /// Rows that are predicted together, so that texts of similar length meet in a batch.
    private static final int CHUNK = 4096;
    /// A prediction less probable than this is one to look at.
    public static final double UNSURE = 0.6;

    private final Student student;
    private final String shown;
    private final String textColumn;
    private final List<String> columns;
    private final Input input;
    private final double unsure;
    private final Optional<Cascading> cascading;
    private final Set<String> leftOut = new TreeSet<>();

    /// Where rows come from.
    public enum Input {
        /// Read while others are predicted.
        FILE, STREAM,
        /// Rows are answered as soon as no more can be read without waiting, as for a person typing.
        PROMPT
    }

    /// @param shown what people call the input
    /// @param textColumn holds the texts
    /// @param columns of the input, which are copied to the output
    /// @param unsure predictions less probable are counted as unsure
    /// @param cascading asks a teacher; only with a student that gives one label
    public BatchPrediction(Student student, String shown, String textColumn, List<String> columns, Input input,
            double unsure, Optional<Cascading> cascading) {
        this.student = student;
        this.shown = shown;
        this.textColumn = textColumn;
        this.columns = List.copyOf(columns);
        this.input = input;
        this.unsure = unsure;
        this.cascading = cascading;
    }

    /// The column to predict from: the one named, else `text`, else the only one.
    ///
    /// @throws RunException if there is none
    public static String textColumn(String named, List<String> columns, String shown) {
        String wanted = named.isEmpty() ? columns.size() == 1 ? columns.getFirst() : "text" : named;
        if (!columns.contains(wanted)) {
            throw new RunException("%s: %s".formatted(shown,
                    "no column '%s'; it has: %s; name the one with the texts with '--text COLUMN'".formatted(wanted,
                            String.join(", ", columns))));
        }
        return wanted;
    }

    /// Columns of the output: the input's own, then what the student says: the label, its probability and that of each
    /// label; or the `labels`, joined by `|`, and the probability of each; or the `value`. A column of the input that has
    /// one of these names is kept under `input_NAME`.
    ///
    /// @param cascade whether a teacher is asked too: then `by` says who gave the label, `student` or `teacher`
    public static List<RowWriter.Column> outputColumns(List<String> columns, Student student, boolean cascade) {
        List<RowWriter.Column> predicted = PredictedColumns.of(student, cascade);
        List<String> added = predicted.stream().map(RowWriter.Column::name).toList();
        return Stream.concat(columns.stream().map(name -> RowWriter.Column.text(kept(name, columns, added))),
                predicted.stream()).toList();
    }

    /// The name under which a column of the input is kept.
    private static String kept(String name, List<String> columns, List<String> added) {
        String kept = name;
        while (added.contains(kept) || (!kept.equals(name) && columns.contains(kept))) {
            kept = "input_" + kept;
        }
        return kept;
    }

    /// Keys of JSON objects that the first object did not have, so that there was no column for them in the output.
    public Set<String> leftOut() {
        return Collections.unmodifiableSet(leftOut);
    }

    /// Reads all rows, writes all rows.
    ///
    /// @param progress hears of the rows done so far
    public PredictionSummary run(RowReader in, RowWriter out, LongConsumer progress) {
        return run(in, out, Optional.empty(), progress);
    }

    /// Reads all rows, writes all rows, and keeps what was predicted beside the output until it is whole: if the process
    /// is killed, the next one predicts the rest.
    ///
    /// @param output that `out` writes
    /// @param identity of the student: what another one predicted is not taken over
    /// @param known hears of the rows that were known from a run before, once they are written
    /// @throws RunException if another process predicts into the same output
    public PredictionSummary run(RowReader in, RowWriter out, Path output, String identity, LongConsumer known,
            LongConsumer progress) {
        List<String> predicted = PredictedColumns.of(student, cascading.isPresent()).stream()
                .map(RowWriter.Column::name).toList();
        try (var journal = PredictionJournal.open(output, identity, predicted)) {
            PredictionSummary summary = run(in, out, Optional.of(new Kept(journal, known)), progress);
            journal.delete();
            return summary;
        }
    }

    /// What was predicted before, and who wants to know how much.
    private record Kept(PredictionJournal journal, LongConsumer known) {}

    private PredictionSummary run(RowReader in, RowWriter out, Optional<Kept> kept, LongConsumer progress) {
        var summary = new PredictionSummary(unsure);
        if (input == Input.FILE) {
            try (var chunks = new ReadAhead(in, CHUNK)) {
                for (List<Row> rows = chunks.next(); !rows.isEmpty(); rows = chunks.next()) {
                    write(rows, out, kept, summary);
                    progress.accept(summary.texts());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new RunException("%s: interrupted after %,d texts".formatted(shown, summary.texts()), stopped);
            }
        } else {
            List<Row> chunk = new ArrayList<>();
            for (var row = in.next(); row.isPresent(); row = in.next()) {
                chunk.add(row.get());
                if (chunk.size() == CHUNK || (input == Input.PROMPT && !in.ready())) {
                    write(chunk, out, kept, summary);
                    progress.accept(summary.texts());
                    chunk.clear();
                }
            }
            write(chunk, out, kept, summary);
        }
        progress.accept(summary.texts());
        out.finish();
        return summary;
    }

    private void write(List<Row> rows, RowWriter out, Optional<Kept> kept, PredictionSummary summary) {
        if (rows.isEmpty()) {
            return;
        }
        List<String> texts = rows.stream().map(this::text).toList();
        List<List<String>> predictions = kept.map(before -> predict(texts, before))
                .orElseGet(() -> label(texts));
        for (int i = 0; i < rows.size(); i++) {
            out.write(cells(rows.get(i), predictions.get(i)));
            PredictedColumns.add(student, rows.get(i).line(), texts.get(i), predictions.get(i), summary);
        }
        if (input == Input.PROMPT) {
            out.flush();
        }
    }

    /// Only what is not known.
    private List<List<String>> predict(List<String> texts, Kept kept) {
        var cells = new ArrayList<List<String>>(texts.size());
        long knownBefore = kept.journal().known();
        Optional<List<String>> known = kept.journal().next(texts.getFirst());
        while (known.isPresent()) {
            cells.add(known.get());
            known = cells.size() < texts.size() ? kept.journal().next(texts.get(cells.size())) : Optional.empty();
        }
        if (kept.journal().known() > knownBefore) {
            kept.known().accept(kept.journal().known());
        }
        if (cells.size() < texts.size()) {
            List<String> open = texts.subList(cells.size(), texts.size());
            List<List<String>> predicted = label(open);
            kept.journal().add(open, predicted);
            cells.addAll(predicted);
        }
        return cells;
    }

    private List<List<String>> label(List<String> texts) {
        List<List<String>> cells = PredictedColumns.cells(student, texts);
        return cascading.map(teacher -> teacher.over(student, texts, cells)).orElse(cells);
    }

    private String text(Row row) {
        return row.cell(textColumn).filter(text -> !text.isBlank())
                .orElseThrow(() -> new RunException("%s:%d: %s".formatted(shown, row.line(),
                        "no '%s'; every row needs a text".formatted(textColumn))));
    }

    private List<String> cells(Row row, List<String> predicted) {
        var cells = new ArrayList<String>();
        row.cells().keySet().stream().filter(key -> !columns.contains(key)).forEach(leftOut::add);
        columns.forEach(column -> cells.add(row.cell(column).orElse("")));
        cells.addAll(predicted);
        return cells;
    }
}
