package dev.retort.files;

import java.util.List;

/// Writes rows one by one. A file appears whole or not at all: it is written under a temporary name beside its place
/// and moved there by [#finish()]. Not for several threads.
public interface RowWriter extends AutoCloseable {

    /// A column and what JSONL and Parquet store in it. CSV writes the cell as it is.
    record Column(String name, Kind kind) {
        public static Column text(String name) {
            return new Column(name, Kind.TEXT);
        }

        public static Column number(String name) {
            return new Column(name, Kind.NUMBER);
        }

        public static Column integer(String name) {
            return new Column(name, Kind.INTEGER);
        }
    }

    /// What a cell is.
    enum Kind {
        TEXT,
        /// A double, given as [Double#parseDouble] reads it and finite; an empty cell is null.
        NUMBER,
        /// A long; an empty cell is null.
        INTEGER
    }

    /// @param cells one per column, in column order
    /// @throws IllegalArgumentException if their number differs or one is not of its column's kind
    void write(List<String> cells);

    /// Hands everything written so far to the stream or the system, so that a reader at the other end sees it.
    void flush();

    /// Completes the file and puts it in its place, or flushes the stream.
    void finish();

    /// Releases everything; without [#finish()] before, nothing is left of the file.
    @Override
    void close();
}
