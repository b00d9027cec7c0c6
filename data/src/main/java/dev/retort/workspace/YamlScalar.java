package dev.retort.workspace;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes one text as a YAML scalar on one line: plain where every YAML reader takes that for the same text, else in
/// double quotes.
final class YamlScalar {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*");
    /// Words that some YAML version reads as something else than text.
    private static final Set<String> RESERVED = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

    private YamlScalar() {}

    static String of(String text) {
        if (PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            quoted.append(escaped(text.charAt(at)));
        }
        return quoted.append('"').toString();
    }

    private static String escaped(char character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> isPrintable(character) ? String.valueOf(character) : "\\u%04X".formatted((int) character);
        };
    }

    /// Surrogates are written as they are, in pairs.
    private static boolean isPrintable(char character) {
        boolean separator = character == 0x2028 || character == 0x2029 || character == 0xFEFF;
        return (character >= 0x20 && character < 0x7F) || (character >= 0xA0 && character < 0xFFFE && !separator);
    }
}
