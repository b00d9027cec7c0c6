package dev.retort.files;

import java.util.List;
import java.util.Optional;

/// Reads rows one by one in memory that does not grow with the file. Not for several threads.
public interface RowReader extends AutoCloseable {
    /// The longest text of one cell, in UTF-16 units. Longer than any context window; whoever has more wants to split.
    int MAX_CELL = 1 << 20;

    /// The columns: of the header, of the Parquet schema, or of the first JSON object. A later JSON object may have
    /// others.
    List<String> columns();

    /// The next row; empty at the end.
    ///
    /// @throws DataException if the row or the file is broken; [DataException#resumable()] says whether to go on
    Optional<Row> next();

    /// Whether a row can surely be read without waiting for more input.
    default boolean ready() {
        return false;
    }

    @Override
    void close();
}
