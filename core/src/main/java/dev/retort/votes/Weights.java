package dev.retort.votes;

import java.util.Locale;
import java.util.Optional;

/// What a readable vote counts.
public enum Weights {
    /// One.
    EQUAL,
    /// The probability that the host gave to its label; one where none is known.
    LOGPROBS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Weights> of(String word) {
        return switch (word) {
            case "equal" -> Optional.of(EQUAL);
            case "logprobs" -> Optional.of(LOGPROBS);
            default -> Optional.empty();
        };
    }
}
