package dev.retort.files;

import java.util.Collections;
import java.util.Optional;
import java.util.SequencedMap;

/// One row: named cells as text. Numbers and truth values are as written; nested JSON is its JSON text.
///
/// @param line where the row starts, from 1; in Parquet the row's number
/// @param cells by column, in file order; a JSON or Parquet null and a missing JSON key have no cell
public record Row(long line, SequencedMap<String, String> cells) {
    /// Takes the map over; nobody else may change it.
    public Row {
        cells = Collections.unmodifiableSequencedMap(cells);
    }

    public Optional<String> cell(String column) {
        return Optional.ofNullable(cells.get(column));
    }
}
