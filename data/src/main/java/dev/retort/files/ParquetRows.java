package dev.retort.files;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The rows of a Parquet file in file order, every value as DuckDB writes it as text, class indices by their names. Not
/// to be called from virtual threads: native calls hold their carriers.
final class ParquetRows implements RowReader {
    private final String shown;
    private final Connection connection;
    private final ResultSet rows;
    private final ClassLabels classes;
    private final List<String> columns;
    private long line;

    private ParquetRows(String shown, Connection connection, ResultSet rows, ClassLabels classes) throws SQLException {
        this.shown = shown;
        this.connection = connection;
        this.rows = rows;
        this.classes = classes;
        var names = new ArrayList<String>();
        for (int index = 1; index <= rows.getMetaData().getColumnCount(); index++) {
            names.add(rows.getMetaData().getColumnName(index));
        }
        this.columns = List.copyOf(names);
    }

    static ParquetRows open(Path path, String shown) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Connection connection = DuckDb.open("", "512MB");
            try {
                DuckDb.confine(connection, absolute);
                ClassLabels classes = ClassLabels.read(connection, absolute);
                var rows = connection.createStatement().executeQuery(
                        "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(%s, hive_partitioning = false)"
                                .formatted(DuckDb.literal(DuckDb.pattern(absolute))));
                return new ParquetRows(shown, connection, rows, classes);
            } catch (SQLException | RuntimeException failure) {
                try {
                    connection.close();
                } catch (SQLException second) {
                    failure.addSuppressed(second);
                }
                throw failure;
            }
        } catch (SQLException failure) {
            throw unreadable(shown, failure);
        }
    }

    private static DataException unreadable(String shown, SQLException failure) {
        String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        boolean other = message.contains("No magic bytes") || message.contains("too small to be a Parquet file");
        return DataException.fatal(Problem.of(shown, other
                ? "is not a Parquet file; write its format, for example 'format: csv'"
                : "cannot be read as Parquet: " + message), failure);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Optional<Row> next() {
        try {
            if (!rows.next()) {
                return Optional.empty();
            }
            line++;
            var cells = new LinkedHashMap<String, String>();
            for (int index = 0; index < columns.size(); index++) {
                String cell = rows.getString(index + 1);
                if (cell != null) {
                    String column = columns.get(index);
                    Cells.require(shown, line, column, cell);
                    classes.name(shown, line, column, cell).ifPresent(value -> cells.put(column, value));
                }
            }
            return Optional.of(new Row(line, cells));
        } catch (SQLException failure) {
            throw unreadable(shown, failure);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw unreadable(shown, failure);
        }
    }
}
