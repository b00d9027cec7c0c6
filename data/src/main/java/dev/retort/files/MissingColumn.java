package dev.retort.files;

import java.util.List;

/// What to say when a column is not there.
final class MissingColumn {
    private MissingColumn() {}

    static String message(String column, List<String> available) {
        if (available.size() == 1) {
            for (char separator : new char[]{';', '\t', '|'}) {
                if (available.getFirst().indexOf(separator) >= 0) {
                    return "has no column '%s': its fields seem separated by %s; write 'separator: \"%s\"'".formatted(
                            column, separator == '\t' ? "tabs" : "'" + separator + "'",
                            separator == '\t' ? "\\t" : String.valueOf(separator));
                }
            }
        }
        return "has no column '%s'; it has: %s; name the right ones, for example 'columns: {text: %s}'".formatted(
                column,
                String.join(", ", available), available.isEmpty() ? "text" : available.getFirst());
    }
}
