package dev.retort.safetensors;

/// What a file calls something, as a message may repeat it: between quotes, on one line, no longer than a reader needs.
public final class Quoted {
    private static final int MOST_CHARACTERS = 200;

    private Quoted() {}

    public static String of(String name) {
        return "'" + cut(name) + "'";
    }

    /// Without the quotes: control characters and line breaks as question marks, the rest of a long text as dots.
    static String cut(String text) {
        String start = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
        var line = new StringBuilder(start.length());
        start.chars().forEach(c -> line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029'
                ? '?'
                : (char) c));
        return line.toString();
    }
}
