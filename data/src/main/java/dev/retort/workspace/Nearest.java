package dev.retort.workspace;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the name that somebody probably meant.
final class Nearest {
    private Nearest() {}

    /// The known name fewest edits away, if that is less than about a third of the word; case and `_` count nothing.
    static Optional<String> to(String word, Collection<String> known) {
        String wanted = plain(word);
        int most = Math.max(1, wanted.length() / 3);
        return known.stream().filter(name -> edits(wanted, plain(name)) <= most)
                .min((one, other) -> edits(wanted, plain(one)) - edits(wanted, plain(other)));
    }

    /// `; did you mean 'votes'?`, or the list of all known names.
    static String suggestion(String word, Collection<String> known) {
        return to(word, known).map("; did you mean '%s'?"::formatted)
                .orElseGet(() -> "; write one of: " + String.join(", ", known));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static int edits(String one, String other) {
        var rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= other.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            for (int j = 1; j <= other.length(); j++) {
                int replaced = rows[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], 1 + rows[i - 2][j - 2]);
                }
            }
        }
        return rows[one.length()][other.length()];
    }
}
