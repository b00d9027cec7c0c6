package dev.retort.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Opens readers and writers of rows.
public final class Rows {
    private Rows() {}

    /// Opens a data file for reading.
    ///
    /// @throws DataException if there is no such file or it starts broken
    public static RowReader open(DataFile file) {
        requireReadable(file);
        if (file.format() == DataFormat.PARQUET) {
            return ParquetRows.open(file.path(), file.shown());
        }
        try {
            InputStream in = Files.newInputStream(file.path());
            try {
                return open(in, file.shown(), file.format(), file.encoding(), file.separator());
            } catch (RuntimeException | Error failure) {
                in.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw DataException.fatal(Problem.of(file.shown(), "cannot be read: " + failure.getMessage()), failure);
        }
    }

    /// Reads CSV or JSONL from a stream, such as standard input, which the reader closes. If this method throws, the
    /// stream stays open.
    ///
    /// @param shown what people call the stream in messages, for example `<stdin>`
    /// @throws IllegalArgumentException for Parquet, which has its index at the end
    public static RowReader open(InputStream in, String shown, DataFormat format, Charset encoding, char separator) {
        return switch (format) {
            case CSV -> new CsvRows(new StrictText(in, shown, format, encoding), shown, separator);
            case JSONL -> new JsonlRows(new StrictText(in, shown, format, encoding), shown);
            case PARQUET -> throw new IllegalArgumentException(
                    shown + ": Parquet cannot be read from a stream; name a file");
        };
    }

    private static void requireReadable(DataFile file) {
        if (!Files.exists(file.path())) {
            throw DataException.fatal(Problem.of(file.shown(), "no such file; correct the path or put the file there"));
        }
        if (Files.isDirectory(file.path())) {
            throw DataException.fatal(Problem.of(file.shown(), "is a directory; name a file in it"));
        }
        if (!Files.isReadable(file.path())) {
            throw DataException.fatal(Problem.of(file.shown(), "may not be read; change its permissions"));
        }
    }

    /// Makes a writer of a file, which appears when the writer is finished and replaces an older one.
    ///
    /// @throws DataException if the place cannot be written to
    public static RowWriter create(Path target, DataFormat format, List<RowWriter.Column> columns) {
        WholeFile file = WholeFile.at(target);
        try {
            return switch (format) {
                case CSV -> new CsvRowWriter(file.stream(), file, columns);
                case JSONL -> new JsonlRowWriter(file.stream(), file, columns);
                case PARQUET -> ParquetRowWriter.open(file, columns);
            };
        } catch (RuntimeException | Error failure) {
            file.close();
            throw failure;
        }
    }

    /// Makes a writer onto a stream, such as standard output, which stays open.
    ///
    /// @throws IllegalArgumentException for Parquet, which is written to files only
    public static RowWriter onto(OutputStream out, String shown, DataFormat format, List<RowWriter.Column> columns) {
        RowTarget target = new RowTarget.Stream(shown);
        return switch (format) {
            case CSV -> new CsvRowWriter(out, target, columns);
            case JSONL -> new JsonlRowWriter(out, target, columns);
            case PARQUET -> throw new IllegalArgumentException(
                    shown + ": Parquet cannot be written to a stream; name a file");
        };
    }
}
