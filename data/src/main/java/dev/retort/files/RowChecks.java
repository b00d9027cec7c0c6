package dev.retort.files;

import java.util.HashSet;
import java.util.List;

/// What the rows handed to a writer must be.
final class RowChecks {
    private RowChecks() {}

    static void requireColumns(List<RowWriter.Column> columns) {
        var names = new HashSet<String>();
        for (RowWriter.Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("column '%s' is named twice".formatted(column.name()));
            }
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a table needs at least one column");
        }
    }

    static void requireRow(List<RowWriter.Column> columns, List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "a row needs %d cells, got %d".formatted(columns.size(), cells.size()));
        }
        for (int index = 0; index < cells.size(); index++) {
            requireCell(columns.get(index), cells.get(index));
        }
    }

    private static void requireCell(RowWriter.Column column, String cell) {
        boolean fits = switch (column.kind()) {
            case TEXT -> cell.indexOf(0) < 0 && Cells.isWellFormed(cell);
            case NUMBER -> cell.isEmpty() || isFinite(cell);
            case INTEGER -> cell.isEmpty() || isInteger(cell);
        };
        if (!fits) {
            throw new IllegalArgumentException("column '%s' holds %s, got '%s'".formatted(column.name(),
                    column.kind() == RowWriter.Kind.TEXT ? "well-formed text" : "numbers", cell));
        }
    }

    private static boolean isFinite(String cell) {
        try {
            return Double.isFinite(Double.parseDouble(cell));
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean isInteger(String cell) {
        try {
            Long.parseLong(cell);
            return true;
        } catch (NumberFormatException _) {
            return false;
        }
    }
}
