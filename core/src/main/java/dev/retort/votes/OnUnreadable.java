package dev.retort.votes;

import java.util.Locale;
import java.util.Optional;

/// What to do with an answer that cannot be read.
public enum OnUnreadable {
    /// Count it as unreadable; never guess. The default.
    KEEP,
    /// Draw a label by seed, example id and vote, as the case study did.
    RANDOM;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OnUnreadable> of(String word) {
        return switch (word) {
            case "keep" -> Optional.of(KEEP);
            case "random" -> Optional.of(RANDOM);
            default -> Optional.empty();
        };
    }
}
