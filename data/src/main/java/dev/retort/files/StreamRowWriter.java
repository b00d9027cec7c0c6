package dev.retort.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// What writers of text share: rows are checked, failures name the file, and the file is there once it is whole.
abstract class StreamRowWriter implements RowWriter {
    private final RowTarget target;
    private final List<Column> columns;

    /// @param target owned from here
    StreamRowWriter(RowTarget target, List<Column> columns) {
        RowChecks.requireColumns(columns);
        this.columns = List.copyOf(columns);
        this.target = target;
    }

    final List<Column> columns() {
        return columns;
    }

    /// Writes cells that fit the columns.
    abstract void writeCells(List<String> cells) throws IOException;

    abstract void flushBuffer() throws IOException;

    /// A step of writing.
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /// @throws DataException with the file's name if the step cannot write
    final void writing(Step step) {
        try {
            step.run();
        } catch (UncheckedIOException failure) {
            throw WholeFile.unwritable(target.shown(), Objects.requireNonNull(failure.getCause()));
        } catch (IOException failure) {
            throw WholeFile.unwritable(target.shown(), failure);
        }
    }

    @Override
    public final void write(List<String> cells) {
        RowChecks.requireRow(columns, cells);
        writing(() -> writeCells(cells));
    }

    @Override
    public final void flush() {
        writing(this::flushBuffer);
    }

    @Override
    public final void finish() {
        flush();
        target.commit();
    }

    @Override
    public final void close() {
        target.close();
    }
}
