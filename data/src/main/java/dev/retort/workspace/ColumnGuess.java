package dev.retort.workspace;

import dev.retort.files.DataException;
import dev.retort.files.DataFile;
import dev.retort.files.Problem;
import dev.retort.files.Row;
import dev.retort.files.RowReader;
import dev.retort.files.Rows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the columns of a data file seem to hold, from all its rows.
///
/// The texts are the column of the longest mean length. Labels are a column of 2 to [ColumnStats#MAX_LABELS] values, each
/// on average in at least 3 rows; of several, one that is called so, then the one with the fewest values. Splits are a
/// column with nothing but split names in it. Ids are a column that is called so and has another value in each row.
///
/// @param labels the values of the label column, sorted; empty without one
record ColumnGuess(DataFile file, List<String> columns, long rows, String text, double meanLength,
        Optional<String> label, List<String> labels, Optional<String> id, Optional<String> split) {
    private static final Set<String> LABEL_NAMES = Set.of("label", "labels", "class", "category", "target", "sentiment",
            "topic", "intent", "label_text", "labels_text");
    private static final Set<String> ID_NAMES = Set.of("id", "ids", "key", "uuid", "guid", "idx", "index");

    /// @throws DataException if the file is broken or has no rows
    static ColumnGuess of(DataFile file) {
        DataFile separated = separated(file);
        var columns = new LinkedHashMap<String, ColumnStats>();
        long rows = 0;
        try (RowReader reader = Rows.open(separated)) {
            reader.columns().forEach(column -> columns.put(column, new ColumnStats(column)));
            for (Optional<Row> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows++;
                row.get().cells().forEach(
                        (column, cell) -> columns.computeIfAbsent(column, ColumnStats::new).add(cell));
            }
        }
        if (rows == 0) {
            throw new DataException(List.of(Problem.of(file.shown(), "has no rows; add a row for each text")));
        }
        return guess(separated, columns.values(), rows);
    }

    /// A file whose header has no comma, but another usual separator, is read with that.
    private static DataFile separated(DataFile file) {
        try (RowReader reader = Rows.open(file)) {
            if (reader.columns().size() == 1) {
                for (char separator : new char[]{';', '\t', '|'}) {
                    if (reader.columns().getFirst().indexOf(separator) >= 0) {
                        return new DataFile(file.path(), file.shown(), file.format(), file.encoding(), separator,
                                file.columns(), file.labelSource(), file.split());
                    }
                }
            }
            return file;
        }
    }

    private static ColumnGuess guess(DataFile file, Collection<ColumnStats> columns, long rows) {
        ColumnStats text = columns.stream().max(Comparator.comparingDouble(column -> column.meanLength(rows)))
                .orElseThrow();
        var rest = new ArrayList<>(columns);
        rest.remove(text);
        Optional<ColumnStats> split = rest.stream().filter(column -> column.isSplit(rows)).findFirst();
        split.ifPresent(rest::remove);
        Optional<ColumnStats> id = rest.stream().filter(column -> isIdName(column.name()) && column.allDiffer(rows))
                .findFirst();
        id.ifPresent(rest::remove);
        Optional<ColumnStats> label = rest.stream().filter(ColumnStats::mayBeLabels)
                .min(Comparator.comparingInt((ColumnStats column) -> isLabelName(column.name()) ? 0 : 1)
                        .thenComparingInt(column -> column.values().size()));
        List<String> labels = label.map(column -> column.values().stream().sorted().toList()).orElse(List.of());
        return new ColumnGuess(file, columns.stream().map(ColumnStats::name).toList(), rows, text.name(),
                text.meanLength(rows), label.map(ColumnStats::name), labels, id.map(ColumnStats::name),
                split.map(ColumnStats::name));
    }

    private static boolean isLabelName(String column) {
        return LABEL_NAMES.contains(column.toLowerCase(Locale.ROOT));
    }

    private static boolean isIdName(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        return ID_NAMES.contains(name) || name.endsWith("_id") || name.endsWith("-id") || name.endsWith(" id")
                || column.endsWith("Id");
    }

    /// For people, one line each.
    List<String> inWords() {
        var said = new ArrayList<String>();
        said.add("%s: %,d rows, columns %s".formatted(file.shown(), rows, quoted(columns)));
        if (file.separator() != ',') {
            said.add("separator: " + (file.separator() == '\t' ? "tab" : "'" + file.separator() + "'"));
        }
        said.add("texts: column '%s', the longest (%.0f characters on average)".formatted(text, meanLength));
        said.add(label
                .map(column -> "labels: column '%s', with %d values (%s)".formatted(column, labels.size(),
                        String.join(", ", labels)))
                .orElse("labels: no column has a few values that repeat; write the task's labels yourself"));
        said.add(id.map(column -> "ids: column '%s'".formatted(column)).orElse("ids: derived from the texts"));
        said.add(split.map(column -> "splits: column '%s'".formatted(column))
                .orElse("splits: none given; a fifth of the texts is drawn for testing"));
        return said;
    }

    private static String quoted(Collection<String> names) {
        return String.join(", ", names.stream().map(name -> "'" + name + "'").toList());
    }
}
