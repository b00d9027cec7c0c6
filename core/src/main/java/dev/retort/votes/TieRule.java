package dev.retort.votes;

import java.util.Locale;
import java.util.Optional;

/// What to do when several values have the most votes.
public enum TieRule {
    /// No value; the example counts as not labelled. The default.
    ABSTAIN,
    /// One of the winners, drawn by seed and example id.
    RANDOM,
    /// The winner that was voted for first.
    FIRST;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TieRule> of(String word) {
        return switch (word) {
            case "abstain" -> Optional.of(ABSTAIN);
            case "random" -> Optional.of(RANDOM);
            case "first" -> Optional.of(FIRST);
            default -> Optional.empty();
        };
    }
}
