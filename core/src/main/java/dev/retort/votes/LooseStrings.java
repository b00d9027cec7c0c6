package dev.retort.votes;

/// Reads the strings and bare words of a [LooseJson] text. Every look ahead is bounded, or over white space that follows
/// one quote, so the whole is linear.
final class LooseStrings {
    static final int LONGEST_KEY = 40;

    /// @param end the position after it
    /// @param finished false if the text ends inside it
    record Token(String text, int end, boolean finished) {}

    private final String text;

    LooseStrings(String text) {
        this.text = text;
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '“' || c == '”' || c == '‘' || c == '’' || c == '`' || c == '＂';
    }

    static boolean isColon(char c) {
        return c == ':' || c == '：' || c == '=';
    }

    static int skipSpace(String text, int from) {
        int at = Math.min(from, text.length());
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == 0x00A0)) {
            at++;
        }
        return at;
    }

    /// A string from its opening quote. A quote of the same kind ends it only where a string may end, so that
    /// `"he said "great" again"` and `'the company's profit'` stay whole.
    ///
    /// @param mayBeKey whether a colon may follow
    Token quoted(int open, boolean mayBeKey) {
        char quote = text.charAt(open);
        var content = new StringBuilder();
        int at = open + 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at = escape(at + 1, content);
            } else if (closes(quote, c) && mayEndAt(at + 1, mayBeKey)) {
                return new Token(content.toString(), at + 1, true);
            } else {
                content.append(c);
                at++;
            }
        }
        return new Token(content.toString(), at, false);
    }

    private static boolean closes(char open, char c) {
        return switch (open) {
            case '“', '”' -> c == '“' || c == '”' || c == '"';
            case '‘', '’' -> c == '‘' || c == '’' || c == '\'';
            default -> c == open;
        };
    }

    /// @return the position after the escape
    private int escape(int at, StringBuilder content) {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> content.append('\n');
            case 't' -> content.append('\t');
            case 'r' -> content.append('\r');
            case 'b', 'f' -> content.append(' ');
            case 'u' -> {
                int code = hex(at + 1);
                if (code >= 0) {
                    content.append((char) code);
                    return at + 5;
                }
                content.append(c);
            }
            default -> content.append(c);
        }
        return at + 1;
    }

    private int hex(int from) {
        if (from + 4 > text.length()) {
            return -1;
        }
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code * 16 + digit;
        }
        return code;
    }

    private boolean mayEndAt(int after, boolean mayBeKey) {
        int next = skipSpace(text, after);
        if (next >= text.length()) {
            return true;
        }
        char c = text.charAt(next);
        return switch (c) {
            case '}', ']' -> true;
            case ':', '：', '=' -> mayBeKey;
            case ',', ';', '，' -> {
                int beyond = skipSpace(text, next + 1);
                yield beyond >= text.length() || "}]{[".indexOf(text.charAt(beyond)) >= 0
                        || isQuote(text.charAt(beyond)) || keyAt(beyond) || text.startsWith("//", beyond);
            }
            case '`' -> text.startsWith("```", next);
            case '/' -> text.startsWith("//", next);
            default -> keyAt(next);
        };
    }

    /// Whether a key with its colon begins here: at most [#LONGEST_KEY] letters, digits, spaces and underscores,
    /// quoted or not.
    private boolean keyAt(int from) {
        int at = isQuote(text.charAt(from)) ? from + 1 : from;
        int start = at;
        while (at < text.length() && at - start < LONGEST_KEY && isKeyPart(text.charAt(at))) {
            at++;
        }
        boolean letters = at > start;
        if (at < text.length() && isQuote(text.charAt(at))) {
            at++;
        }
        int limit = Math.min(text.length(), at + 5);
        while (at < limit && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return letters && at < text.length() && isColon(text.charAt(at));
    }

    private static boolean isKeyPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == ' ' || c == '-';
    }

    /// A word without quotes, up to the next delimiter.
    ///
    /// @param key whether to stop at a colon
    Token bare(int from, boolean key) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean ends = switch (c) {
                case '{', '}', '[', ']', '\n', '\r' -> true;
                case ',', ';' -> key || commaEnds(at);
                default -> key && (isColon(c) || isQuote(c));
            };
            if (ends) {
                return new Token(text.substring(from, at).strip(), at, true);
            }
            at++;
        }
        return new Token(text.substring(from, at).strip(), at, false);
    }

    private boolean commaEnds(int comma) {
        int next = skipSpace(text, comma + 1);
        return next >= text.length() || "}]".indexOf(text.charAt(next)) >= 0 || keyAt(next);
    }
}
