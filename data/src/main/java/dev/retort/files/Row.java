package dev.retort.files;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// One row: named cells as text. Numbers and truth values are as written; nested JSON is its JSON text.
///
/// @param line where the row starts, from 1; in Parquet the row's number
/// @param cells by column, in file order; a JSON or Parquet null and a missing JSON key have no cell
public record Row(long line, SequencedMap<String, String> cells) {
    public Row {
        cells = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(cells));
    }

    public Optional<String> cell(String column) {
        return Optional.ofNullable(cells.get(column));
    }
}
