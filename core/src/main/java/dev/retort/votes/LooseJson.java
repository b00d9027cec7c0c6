package dev.retort.votes;

import java.util.ArrayList;
import java.util.List;

/// Finds JSON-like objects in a reply and takes them apart into members, forgiving what teachers get wrong: prose and
/// fences around, single or typographic quotes, no quotes, quotes inside a string, raw line breaks, trailing or missing
/// commas, comments, doubled braces, several objects, an end cut off anywhere, a missing opening brace.
///
/// One pass without recursion: nesting costs a stack entry, and text once taken for an object is not looked at again.
/// Members come out flat with the key of the object or list they are in.
final class LooseJson {

    /// @param key as written; empty for an entry of a list without a key
    /// @param parent the key that the enclosing object or list has; empty at the top
    /// @param quoted whether the value is a string, not a bare word or number
    /// @param finished false if the reply ends inside the value
    /// @param object which of the reply's objects, from 0
    record Member(String key, String parent, String value, boolean quoted, boolean finished, int object) {}

    private record Frame(String key, boolean list) {}

    private final String text;
    private final LooseStrings strings;
    private final List<Member> members = new ArrayList<>();
    private final StringBuilder outside = new StringBuilder();
    private final List<Frame> frames = new ArrayList<>();
    private int objects;
    private int at;

    private LooseJson(String text) {
        this.text = text;
        this.strings = new LooseStrings(text);
    }

    static LooseJson parse(String text) {
        var json = new LooseJson(text);
        json.scan();
        return json;
    }

    List<Member> members() {
        return members;
    }

    /// The text that belongs to no object.
    String outside() {
        return outside.toString();
    }

    private void scan() {
        int from = 0;
        if (startsWithoutBrace()) {
            object(0);
            from = at;
        }
        while (from < text.length()) {
            int open = text.indexOf('{', from);
            if (open < 0) {
                break;
            }
            outside.append(text, from, open);
            int before = members.size();
            object(open + 1);
            // A list of labels in brackets or a placeholder, not an object: it stays with the prose.
            outside.append(members.size() == before ? text.substring(open, at) : "\n");
            from = at;
        }
        outside.append(text, Math.min(from, text.length()), text.length());
    }

    /// `"label": "positive"}`: hosts that let the prompt end in `{` return the rest.
    private boolean startsWithoutBrace() {
        int start = LooseStrings.skipSpace(text, 0);
        if (start >= text.length() || !LooseStrings.isQuote(text.charAt(start))) {
            return false;
        }
        int end = start + 1;
        while (end < Math.min(text.length(), start + LooseStrings.LONGEST_KEY)
                && !LooseStrings.isQuote(text.charAt(end))) {
            end++;
        }
        int colon = LooseStrings.skipSpace(text, end + 1);
        return end < text.length() && colon < text.length() && LooseStrings.isColon(text.charAt(colon))
                && Keys.of(text.substring(start + 1, end)) != Keys.OTHER;
    }

    private void object(int from) {
        frames.clear();
        frames.add(new Frame("", false));
        at = from;
        while (at < text.length() && !frames.isEmpty()) {
            char c = text.charAt(at);
            switch (c) {
                case '}', ']' -> {
                    frames.removeLast();
                    at++;
                }
                case '{', '[' -> open(c, frames.getLast().list() ? frames.getLast().key() : "");
                case '/' -> comment();
                default -> {
                    if (Character.isWhitespace(c) || isJunk(c)) {
                        at++;
                    } else {
                        keyOrEntry(c);
                    }
                }
            }
        }
        objects++;
    }

    private static boolean isJunk(char c) {
        return c == ',' || c == ';' || LooseStrings.isColon(c) || c == '*' || c == '-' || c == ')' || c == '(';
    }

    private void comment() {
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else {
            at++;
        }
    }

    private void open(char bracket, String key) {
        frames.add(new Frame(key, bracket == '['));
        at++;
    }

    private void keyOrEntry(char c) {
        boolean list = frames.getLast().list();
        boolean quoted = LooseStrings.isQuote(c);
        LooseStrings.Token word = quoted ? strings.quoted(at, true) : strings.bare(at, !list);
        at = word.end();
        int colon = LooseStrings.skipSpace(text, at);
        if (!list && colon < text.length() && LooseStrings.isColon(text.charAt(colon))) {
            at = colon + (text.startsWith("=>", colon) ? 2 : 1);
            value(word.text());
        } else if (list) {
            add("", word, quoted);
        }
    }

    private void value(String key) {
        at = LooseStrings.skipSpace(text, at);
        if (at >= text.length()) {
            members.add(new Member(key, frames.getLast().key(), "", false, false, objects));
            return;
        }
        char c = text.charAt(at);
        if (c == '{' || c == '[') {
            open(c, key);
        } else if (c == '}' || c == ']' || c == ',') {
            members.add(new Member(key, frames.getLast().key(), "", false, true, objects));
        } else {
            boolean quoted = LooseStrings.isQuote(c);
            LooseStrings.Token word = quoted ? strings.quoted(at, false) : strings.bare(at, false);
            at = word.end();
            add(key, word, quoted);
        }
    }

    private void add(String key, LooseStrings.Token word, boolean quoted) {
        members.add(new Member(key, frames.getLast().key(), word.text(), quoted, word.finished(), objects));
    }
}
