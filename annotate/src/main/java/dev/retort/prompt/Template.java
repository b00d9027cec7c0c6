package dev.retort.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A text with placeholders such as `{text}`. It is cut into pieces once; filling it puts values between the pieces in
/// a single pass, so braces inside a value are never read as placeholders. Braces around anything but a known name,
/// such as `{"label": "..."}`, are plain text.
final class Template {
    private sealed interface Piece {
        record Words(String text) implements Piece {}

        record Slot(String name) implements Piece {}
    }

    private static final Pattern BLANK_LINES = Pattern.compile("\n[ \t]*\n");

    private final List<Piece> pieces;

    private Template(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /// @param names the placeholders to look for, without braces
    static Template of(String text, Set<String> names) {
        String anyName = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        Matcher slots = Pattern.compile("\\{(" + anyName + ")\\}").matcher(text);
        var pieces = new ArrayList<Piece>();
        int end = 0;
        while (slots.find()) {
            pieces.add(new Piece.Words(text.substring(end, slots.start())));
            pieces.add(new Piece.Slot(slots.group(1)));
            end = slots.end();
        }
        pieces.add(new Piece.Words(text.substring(end)));
        return new Template(pieces);
    }

    /// The text without the paragraphs that hold `{name}`, but for those that also hold `{kept}`. A paragraph ends at
    /// a blank line.
    static String withoutParagraphsOf(String text, String name, String kept) {
        return BLANK_LINES.splitAsStream(text)
                .filter(paragraph -> !paragraph.contains("{" + name + "}") || paragraph.contains("{" + kept + "}"))
                .collect(Collectors.joining("\n\n"));
    }

    boolean holds(String name) {
        return pieces.contains(new Piece.Slot(name));
    }

    /// @param values a value for every name the template holds
    String fill(Map<String, String> values) {
        var filled = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Words(var text) -> filled.append(text);
                case Piece.Slot(var name) -> filled.append(value(values, name));
            }
        }
        return filled.toString();
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for the placeholder {%s}".formatted(name));
        }
        return value;
    }
}
