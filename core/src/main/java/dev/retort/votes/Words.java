package dev.retort.votes;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Set;

/// A text cut into words, with what stands between them. One pass; the positions are those of the folded text.
///
/// - Folding: lower case, full-width letters as plain ones, typographic apostrophes and minus signs as plain ones.
/// - A word is a run of letters, digits and marks. An apostrophe between letters belongs to it (`isn't`), a point or
///   comma between digits too (`0.95`), and a minus before a digit unless a word ends there (`-1`, but not `3-1`).
/// - Scripts written without spaces (Chinese, Japanese, Korean particles, Thai ...) give one word for each character,
///   so that a label is found inside a sentence.
/// - A symbol is a word of its own if a label is written with it (`C++`, `👍`).
final class Words {
    /// What precedes a word, from the weakest to the strongest separation.
    enum Gap {
        /// Nothing.
        NONE,
        /// Spaces, hyphens, slashes, quotes, emphasis.
        SOFT,
        /// A comma, colon, bracket, dash: another clause.
        CLAUSE,
        /// The end of a sentence.
        SENTENCE,
        /// A line break.
        LINE;

        Gap and(Gap other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private static final Set<UnicodeScript> WITHOUT_SPACES = Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA, UnicodeScript.HANGUL, UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);
    private static final int LONGEST_COMPOSED = 100;
    private static final int LAST_WITHOUT_MARKS = 0x02FF;
    private static final int VARIATION_SELECTOR = 0xFE0F;

    private final String text;
    private final Set<Integer> symbols;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private Gap[] gaps = new Gap[16];
    private int size;
    private Gap pending = Gap.NONE;

    private Words(String folded, Set<Integer> symbols, int most) {
        this.text = folded;
        this.symbols = symbols;
        cut(most);
    }

    static Words of(String text, Set<Integer> symbols) {
        return new Words(fold(text), symbols, Integer.MAX_VALUE);
    }

    /// The first words alone.
    static Words first(int most, String text, Set<Integer> symbols) {
        return new Words(fold(text), symbols, most);
    }

    int size() {
        return size;
    }

    /// The folded text.
    String text() {
        return text;
    }

    String word(int index) {
        String word = text.substring(starts[index], ends[index]);
        return word.length() <= LONGEST_COMPOSED && hasMark(word)
                ? Normalizer.normalize(word, Normalizer.Form.NFC)
                : word;
    }

    private static boolean hasMark(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) > LAST_WITHOUT_MARKS && isMark(word.codePointAt(i))) {
                return true;
            }
        }
        return false;
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    /// What stands before a word; [Gap#LINE] before the first and after the last.
    Gap gapBefore(int index) {
        return index == 0 || index == size ? Gap.LINE : gaps[index];
    }

    /// The text between a word and the one before it.
    String between(int index) {
        return text.substring(index == 0 ? 0 : ends[index - 1], index == size ? text.length() : starts[index]);
    }

    static String fold(String text) {
        var folded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            folded.appendCodePoint(c < 0x80 ? asciiFold(c) : fold(c));
            at += Character.charCount(c);
        }
        return folded.toString();
    }

    private static int asciiFold(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    private static int fold(int c) {
        int plain = switch (c) {
            case '’', 'ʼ', '＇' -> '\'';
            case '−', '﹣' -> '-';
            case 0x00A0, 0x3000, 0x202F, 0xFEFF, 0x200B -> ' ';
            default -> c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
        };
        return Character.toLowerCase(plain);
    }

    private void cut(int most) {
        int at = 0;
        while (at < text.length() && size < most) {
            int c = text.codePointAt(at);
            int end = wordEnd(at, c);
            if (end > at) {
                add(at, end);
                at = end;
            } else {
                pending = pending.and(separation(at, c));
                at += Character.charCount(c);
            }
        }
    }

    /// Where the word that begins here ends; here if none does.
    private int wordEnd(int at, int c) {
        if (Character.isLetterOrDigit(c)) {
            return standsAlone(c) ? at + Character.charCount(c) : runEnd(at);
        }
        if (symbols.contains(c)) {
            return at + Character.charCount(c);
        }
        boolean sign = c == '-' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))
                && (at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at)));
        return sign ? runEnd(at + 1) : at;
    }

    private int runEnd(int from) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean inside = (Character.isLetterOrDigit(c) && !standsAlone(c)) || isMark(c) || joins(at, c, from);
            if (!inside) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private boolean joins(int at, int c, int from) {
        if (at == from || at + 1 >= text.length()) {
            return false;
        }
        char before = text.charAt(at - 1);
        char after = text.charAt(at + 1);
        return switch (c) {
            case '\'' -> Character.isLetter(before) && Character.isLetter(after);
            case '.', ',' -> Character.isDigit(before) && Character.isDigit(after);
            default -> false;
        };
    }

    private static boolean standsAlone(int c) {
        return c >= 0x0E00 && WITHOUT_SPACES.contains(UnicodeScript.of(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return c > LAST_WITHOUT_MARKS && c != VARIATION_SELECTOR && (type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK || type == Character.ENCLOSING_MARK);
    }

    private Gap separation(int at, int c) {
        return switch (c) {
            case '\n', '\r', '\u0085', '\u2028', '\u2029' -> Gap.LINE;
            case '。', '!', '?', '｡' -> Gap.SENTENCE;
            case '.' -> at + 1 >= text.length() || Character.isWhitespace(text.charAt(at + 1))
                    ? Gap.SENTENCE
                    : Gap.SOFT;
            case ',', ';', ':', '、', '(', ')', '[', ']', '{', '}', '<', '>', '|', '=', '—', '–', '…', '·', '•' ->
                Gap.CLAUSE;
            case '-' -> at > 0 && Character.isWhitespace(text.charAt(at - 1)) ? Gap.CLAUSE : Gap.SOFT;
            default -> Gap.SOFT;
        };
    }

    private void add(int start, int end) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
            gaps = Arrays.copyOf(gaps, size * 2);
        }
        starts[size] = start;
        ends[size] = end;
        gaps[size] = pending;
        size++;
        pending = Gap.NONE;
    }
}
