package dev.retort.files;

/// What every cell must be, whatever the format.
final class Cells {
    private Cells() {}

    /// @throws DataException if the cell is too long or no well-formed text
    static void require(String shown, long line, String column, String cell) {
        if (cell.length() > RowReader.MAX_CELL) {
            throw DataException.ofRow(Problem.at(shown, line,
                    "column '%s' has %,d characters, at most %,d are allowed; shorten the text or split it into several rows"
                            .formatted(column, cell.length(), RowReader.MAX_CELL)));
        }
        if (cell.indexOf(0) >= 0) {
            throw DataException.ofRow(Problem.at(shown, line,
                    "column '%s' has a NUL character, which no text has; remove it".formatted(column)));
        }
        if (!isWellFormed(cell)) {
            throw DataException.ofRow(Problem.at(shown, line,
                    "column '%s' has half a surrogate pair, which is no character; remove it".formatted(column)));
        }
    }

    /// Whether every surrogate has its other half.
    static boolean isWellFormed(String text) {
        int length = text.length();
        for (int at = 0; at < length; at++) {
            char character = text.charAt(at);
            if (character < Character.MIN_SURROGATE) {
                continue;
            }
            if (Character.isLowSurrogate(character)) {
                return false;
            }
            if (Character.isHighSurrogate(character)) {
                at++;
                if (at == length || !Character.isLowSurrogate(text.charAt(at))) {
                    return false;
                }
            }
        }
        return true;
    }
}
