package dev.retort.prompt;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands before and after a text so that its end cannot be forged: `<text>` and `</text>`, or, where a text
/// holds those itself, `<text-1>` and `</text-1>`, with the first number that no text uses.
///
/// A text holds a mark also if a model might only take it for one: in other case, with spaces or invisible characters
/// inside, with full-width, Cyrillic or Greek letters, other brackets, a backslash, or written as HTML entities.
record TextMarks(String begin, String end) {
    /// As a model might read it: `< / TEXT 2 >`. Looked for in [#plain] text.
    private static final Pattern LOOKALIKE = Pattern.compile("<[\\s/\\\\]*text(?:[\\s_-]*(\\d{1,9}))?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    /// Format and control characters, combining and enclosing marks, variation selectors, Hangul fillers.
    private static final Pattern INVISIBLE = Pattern
            .compile("[\\p{Cf}\\p{Mn}\\p{Me}\\u115F\\u1160\\u3164\\uFFA0]|[\\p{Cc}&&[^\\s]]");
    private static final Pattern ENTITY = Pattern.compile("&(?:lt|#0*60|#x0*3c);?", Pattern.CASE_INSENSITIVE);
    /// Brackets and letters that look like those of a mark and that compatibility normalisation leaves alone.
    private static final Map<Character, Character> ALIKE = Map.ofEntries(Map.entry('‹', '<'), Map.entry('«', '<'),
            Map.entry('〈', '<'), Map.entry('《', '<'), Map.entry('⟨', '<'), Map.entry('❮', '<'), Map.entry('❰', '<'),
            Map.entry('⟪', '<'), Map.entry('∕', '/'), Map.entry('⁄', '/'), Map.entry('⧸', '/'), Map.entry('т', 't'),
            Map.entry('Т', 't'), Map.entry('τ', 't'), Map.entry('Τ', 't'), Map.entry('е', 'e'), Map.entry('Е', 'e'),
            Map.entry('ε', 'e'), Map.entry('Ε', 'e'), Map.entry('х', 'x'), Map.entry('Х', 'x'), Map.entry('χ', 'x'),
            Map.entry('Χ', 'x'), Map.entry('‐', '-'), Map.entry('‑', '-'), Map.entry('–', '-'), Map.entry('—', '-'));

    static TextMarks outside(Collection<String> texts) {
        var used = new HashSet<Integer>();
        for (String text : texts) {
            Matcher marks = LOOKALIKE.matcher(plain(text));
            while (marks.find()) {
                used.add(marks.group(1) == null ? 0 : Integer.parseInt(marks.group(1)));
            }
        }
        int number = 0;
        while (used.contains(number)) {
            number++;
        }
        String tag = number == 0 ? "text" : "text-" + number;
        return new TextMarks("<" + tag + ">", "</" + tag + ">");
    }

    /// The text without its disguises; most texts have none and stay what they are.
    private static String plain(String text) {
        boolean ascii = text.chars().allMatch(character -> character < 0x80 && (character >= ' ' || character == '\n'));
        if (ascii && text.indexOf('&') < 0) {
            return text;
        }
        String seen = INVISIBLE.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        var plain = new StringBuilder(seen.length());
        for (int i = 0; i < seen.length(); i++) {
            plain.append(ALIKE.getOrDefault(seen.charAt(i), seen.charAt(i)).charValue());
        }
        return ENTITY.matcher(plain).replaceAll("<");
    }
}
