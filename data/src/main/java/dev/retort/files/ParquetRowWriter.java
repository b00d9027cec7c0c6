package dev.retort.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// Gathers rows in a scratch database on disk, so that memory does not grow, and writes them as one Parquet file (zstd)
/// when finished. Not to be called from virtual threads.
final class ParquetRowWriter implements RowWriter {
    private final WholeFile file;
    private final List<Column> columns;
    private final Path scratch;
    private final Connection connection;
    private final DuckDBAppender appender;

    private ParquetRowWriter(WholeFile file, List<Column> columns, Path scratch, Connection connection,
            DuckDBAppender appender) {
        this.file = file;
        this.columns = List.copyOf(columns);
        this.scratch = scratch;
        this.connection = connection;
        this.appender = appender;
    }

    static ParquetRowWriter open(WholeFile file, List<Column> columns) {
        RowChecks.requireColumns(columns);
        Path scratch;
        try {
            scratch = Files.createTempDirectory("retort-parquet-");
        } catch (IOException failure) {
            throw file.unwritable(failure);
        }
        try {
            Connection connection = DuckDb.open(scratch.resolve("rows.duckdb").toString(), "512MB");
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE cells (%s)".formatted(columns.stream().map(ParquetRowWriter::definition)
                        .collect(Collectors.joining(", "))));
                return new ParquetRowWriter(file, columns, scratch, connection,
                        connection.unwrap(DuckDBConnection.class).createAppender("main", "cells"));
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException | RuntimeException failure) {
            deleteScratch(scratch);
            throw file.unwritable(failure);
        }
    }

    private static String definition(Column column) {
        return DuckDb.identifier(column.name()) + switch (column.kind()) {
            case TEXT -> " VARCHAR";
            case NUMBER -> " DOUBLE";
            case INTEGER -> " BIGINT";
        };
    }

    @Override
    public void write(List<String> cells) {
        RowChecks.requireRow(columns, cells);
        try {
            appender.beginRow();
            for (int index = 0; index < cells.size(); index++) {
                append(columns.get(index), cells.get(index));
            }
            appender.endRow();
        } catch (SQLException failure) {
            throw file.unwritable(failure);
        }
    }

    private void append(Column column, String cell) throws SQLException {
        if (column.kind() == Kind.TEXT) {
            appender.append(cell);
        } else if (cell.isEmpty()) {
            appender.appendNull();
        } else if (column.kind() == Kind.NUMBER) {
            appender.append(Double.parseDouble(cell));
        } else {
            appender.append(Long.parseLong(cell));
        }
    }

    /// Does nothing: a Parquet file is readable only when it is whole.
    @Override
    public void flush() {}

    @Override
    public void finish() {
        try (Statement statement = connection.createStatement()) {
            appender.close();
            statement.execute("COPY cells TO %s (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(DuckDb.literal(file.part().toString())));
        } catch (SQLException failure) {
            throw file.unwritable(failure);
        }
        file.commit();
    }

    @Override
    public void close() {
        try (connection) {
            appender.close();
        } catch (SQLException ignored) {
            // Only scratch data: what counts was copied by finish().
        } finally {
            deleteScratch(scratch);
            file.close();
        }
    }

    private static void deleteScratch(Path directory) {
        try {
            DurableFiles.deleteTree(directory);
        } catch (IOException ignored) {
            // A scratch directory that stays is the system's to clear.
        }
    }
}
