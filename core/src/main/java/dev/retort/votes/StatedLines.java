package dev.retort.votes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What the lines of a reply state: a label alone on its line, or a key with its value (`Label: positive`,
/// `**Final answer:** positive`, `<label>positive</label>`). Lines under a reason's key, up to the next key, are the
/// reason; those under a key that repeats the task are ignored; the rest is prose.
final class StatedLines {
    private static final int LONGEST_TAG = 30;
    private static final String END_OF_SECTION = "\u001e";

    private final Phrases phrases;
    private final List<Reading> statements = new ArrayList<>();
    private final StringBuilder reason = new StringBuilder();
    private final StringBuilder prose = new StringBuilder();
    private boolean labelsAlone = true;
    private Keys section = Keys.OTHER;

    StatedLines(Phrases phrases, String text) {
        this.phrases = phrases;
        tagsAsKeys(text).lines().forEach(this::line);
    }

    /// What all statements say together; empty if there is none.
    Optional<Reading> reading() {
        return Reading.together(statements, true);
    }

    /// Whether every statement is a label and nothing else.
    boolean labelsAlone() {
        return labelsAlone;
    }

    String reason() {
        return reason.toString().strip();
    }

    /// The lines that state nothing.
    String prose() {
        return prose.toString();
    }

    private void line(String line) {
        if (line.equals(END_OF_SECTION)) {
            section = Keys.OTHER;
            return;
        }
        if (line.stripLeading().startsWith("```")) {
            return;
        }
        OptionalInt whole = phrases.whole(line);
        if (whole.isPresent()) {
            statements.add(new Reading.Found(whole.getAsInt()));
            section = Keys.OTHER;
            return;
        }
        int colon = colon(line);
        Keys key = colon < 0 ? Keys.OTHER : Keys.of(withoutBrackets(line.substring(0, colon)));
        String value = line.substring(colon + 1);
        if (key.namesLabel()) {
            section = Keys.OTHER;
            labelsAlone &= value.isBlank() || phrases.whole(value).isPresent();
            statements.add(phrases.stated(value));
        } else if (key != Keys.OTHER) {
            section = key;
            keep(value);
        } else {
            keep(line);
        }
    }

    private void keep(String line) {
        switch (section) {
            case REASON -> reason.append(reason.isEmpty() ? "" : " ").append(withoutEmphasis(line));
            case ECHO -> {
            }
            case LABEL, ALIAS, OTHER -> {
                if (!line.isBlank()) {
                    prose.append(line).append('\n');
                }
            }
        }
    }

    /// What is left of `**Reason:** Sales rose` after its key.
    private static String withoutEmphasis(String line) {
        int start = 0;
        while (start < line.length() && (line.charAt(start) == '*' || line.charAt(start) == '_')) {
            start++;
        }
        return line.substring(start).strip();
    }

    /// Where the key of a line ends: its first colon or equals sign; -1 if there is none.
    private static int colon(String line) {
        for (int at = 0; at < line.length(); at++) {
            if (LooseStrings.isColon(line.charAt(at))) {
                return at;
            }
        }
        return -1;
    }

    /// `Label (positive, negative or neutral)` is the key `Label`.
    private static String withoutBrackets(String key) {
        int bracket = key.indexOf('(');
        return bracket > 0 ? key.substring(0, bracket) : key;
    }

    /// `<reason>up</reason><label>positive</label>` as lines with keys.
    private static String tagsAsKeys(String text) {
        if (text.indexOf('<') < 0) {
            return text;
        }
        var lines = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = text.charAt(at) == '<' ? tagEnd(text, at) : -1;
            if (end < 0) {
                lines.append(text.charAt(at));
                at++;
            } else {
                boolean closing = text.charAt(at + 1) == '/';
                lines.append('\n').append(closing ? END_OF_SECTION + "\n" : text.substring(at + 1, end) + ": ");
                at = end + 1;
            }
        }
        return lines.toString();
    }

    /// Where the `>` of a tag with a known key is; -1 if there is none.
    private static int tagEnd(String text, int open) {
        for (int at = open + 1; at < Math.min(text.length(), open + LONGEST_TAG); at++) {
            char c = text.charAt(at);
            if (c == '>') {
                return Keys.of(text.substring(open + 1, at)) != Keys.OTHER ? at : -1;
            }
            if (!Character.isLetter(c) && c != '_' && c != '-' && c != '/') {
                return -1;
            }
        }
        return -1;
    }
}
