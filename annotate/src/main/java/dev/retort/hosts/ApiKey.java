package dev.retort.hosts;

import dev.retort.credentials.HubToken;

/// A secret with the name of the place it came from. Only [#in] gives it away.
final class ApiKey {
    /// A piece of a key this long is taken out of messages too: hosts like to quote the beginning.
    private static final int TELLING = 8;

    private final String place;
    private final String secret;

    private ApiKey(String place, String secret) {
        this.place = place;
        this.secret = secret;
    }

    /// Reads the named variable; for `HF_TOKEN`, wherever Hugging Face's own tools look.
    ///
    /// @throws MissingKeyException if it is not set or cannot be sent in a header
    static ApiKey read(Environment environment, String variable) throws MissingKeyException {
        if (variable.equals(HubToken.VARIABLE)) {
            HubToken.Found found = HubToken.find(environment::read).orElseThrow(() -> new MissingKeyException(
                    "the environment variable %s, which holds its key, is not set; set it, or log in with 'hf auth login'"
                            .formatted(variable)));
            return of(found.place(), found.token(), found.place());
        }
        String found = environment.read(variable).map(String::strip).filter(text -> !text.isEmpty())
                .orElseThrow(() -> new MissingKeyException(
                        "the environment variable %s, which holds its key, is not set; set it".formatted(variable)));
        return of(variable, found, "the environment variable " + variable);
    }

    private static ApiKey of(String place, String secret, String called) throws MissingKeyException {
        if (!secret.chars().allMatch(letter -> letter > 0x20 && letter < 0x7f)) {
            throw new MissingKeyException(
                    "%s holds characters that a key cannot have; set it to the key alone".formatted(called));
        }
        return new ApiKey(place, secret);
    }

    /// The variable or file that it came from.
    String place() {
        return place;
    }

    /// What to put into a header: `Bearer KEY` for `Authorization`, the bare key for all others.
    String in(String header) {
        return header.equalsIgnoreCase("Authorization") ? "Bearer " + secret : secret;
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
        return "[key of " + place + "]";
    }

    /// A key that cannot be had. The message names the variable, never its value.
    static final class MissingKeyException extends Exception {
        MissingKeyException(String message) {
            super(message);
        }
    }
}
