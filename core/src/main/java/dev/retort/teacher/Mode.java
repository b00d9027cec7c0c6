package dev.retort.teacher;

import java.util.Locale;
import java.util.Optional;

/// How a teacher's requests reach its host. The questions, and so the answers' keys, are the same either way.
public enum Mode {
    /// Each by itself, answered at once.
    REQUESTS,
    /// Many in one file, answered within a day at half the price.
    BATCH;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Mode> of(String word) {
        return switch (word) {
            case "requests" -> Optional.of(REQUESTS);
            case "batch" -> Optional.of(BATCH);
            default -> Optional.empty();
        };
    }
}
