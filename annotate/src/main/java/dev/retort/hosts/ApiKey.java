package dev.retort.hosts;

import java.util.Optional;

/// A secret with the name of the variable it came from. Only [#bearer()] gives it away.
final class ApiKey {
    /// A piece of a key this long is taken out of messages too: hosts like to quote the beginning.
    private static final int TELLING = 8;

    private final String variable;
    private final String secret;

    private ApiKey(String variable, String secret) {
        this.variable = variable;
        this.secret = secret;
    }

    /// Reads the named variable.
    ///
    /// @throws MissingKeyException if it is not set or cannot be sent in a header
    static ApiKey read(Environment environment, String variable) throws MissingKeyException {
        Optional<String> found = environment.read(variable).map(String::strip).filter(text -> !text.isEmpty());
        if (found.isEmpty()) {
            throw new MissingKeyException("the environment variable %s, which holds its key, is not set; set it"
                    .formatted(variable));
        }
        if (!found.get().chars().allMatch(letter -> letter > 0x20 && letter < 0x7f)) {
            throw new MissingKeyException(
                    "the environment variable %s holds characters that a key cannot have; set it to the key alone"
                            .formatted(variable));
        }
        return new ApiKey(variable, found.get());
    }

    String variable() {
        return variable;
    }

    String bearer() {
        return "Bearer " + secret;
    }

    /// The text with the key, or any part of it that gives it away, replaced by `[key]`.
    String takenOutOf(String text) {
        String clean = text.replace(secret, "[key]");
        if (secret.length() <= TELLING) {
            return clean;
        }
        for (String piece : new String[]{secret.substring(0, TELLING), secret.substring(secret.length() - TELLING)}) {
            int at = clean.indexOf(piece);
            while (at >= 0) {
                clean = cut(clean, at);
                at = clean.indexOf(piece);
            }
        }
        return clean;
    }

    private String cut(String text, int at) {
        int end = at;
        while (end < text.length() && isKeyLetter(text.charAt(end))) {
            end++;
        }
        int start = at;
        while (start > 0 && isKeyLetter(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(0, start) + "[key]" + text.substring(Math.max(end, at + TELLING));
    }

    private static boolean isKeyLetter(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '-' || letter == '_' || letter == '.' || letter == '*';
    }

    @Override
    public String toString() {
        return "[key of " + variable + "]";
    }

    /// A key that cannot be had. The message names the variable, never its value.
    static final class MissingKeyException extends Exception {
        MissingKeyException(String message) {
            super(message);
        }
    }
}
