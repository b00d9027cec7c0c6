package dev.retort.pipeline;
import dev.retort.files.Row;
import dev.retort.files.RowReader;
import dev.retort.files.RowWriter;
import dev.retort.infer.Student;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// Labels every row of a file or stream with a student, in order and in memory that does not grow with the input.
public final class BatchPrediction {
    /// Rows that are predicted together, so that texts of similar length meet in a batch.
    private static final int CHUNK = 1024;

    private final Student student;
    private final String shown;
    private final String textColumn;
    private final List<String> columns;
    private final boolean prompt;
    private final Set<String> leftOut = new TreeSet<>();

    /// @param shown what people call the input
    /// @param textColumn holds the texts
    /// @param columns of the input, which are copied to the output
    /// @param prompt whether rows are answered as soon as no more can be read without waiting, as for a person typing
    public BatchPrediction(Student student, String shown, String textColumn, List<String> columns, boolean prompt) {
        this.student = student;
        this.shown = shown;
        this.textColumn = textColumn;
        this.columns = List.copyOf(columns);
        this.prompt = prompt;
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
    public static List<RowWriter.Column> outputColumns(List<String> columns, Student student) {
        List<RowWriter.Column> predicted = PredictedColumns.of(student);
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
    /// @return how many
    public long run(RowReader in, RowWriter out, LongConsumer progress) {
        long done = 0;
        List<Row> chunk = new ArrayList<>();
        for (var row = in.next(); row.isPresent(); row = in.next()) {
            chunk.add(row.get());
            if (chunk.size() == CHUNK || (prompt && !in.ready())) {
                done += write(chunk, out);
                progress.accept(done);
                chunk.clear();
            }
        }
        done += write(chunk, out);
        progress.accept(done);
        out.finish();
        return done;
    }

    private int write(List<Row> rows, RowWriter out) {
        if (rows.isEmpty()) {
            return 0;
        }
        List<String> texts = rows.stream().map(this::text).toList();
        List<List<String>> predictions = PredictedColumns.cells(student, texts);
        for (int i = 0; i < rows.size(); i++) {
            out.write(cells(rows.get(i), predictions.get(i)));
        }
        if (prompt) {
            out.flush();
        }
        return rows.size();
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
