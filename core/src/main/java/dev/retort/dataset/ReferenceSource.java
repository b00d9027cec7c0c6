package dev.retort.dataset;

import java.util.Locale;
import java.util.Optional;

/// Who gave the reference labels. Every figure measured against them names it.
public enum ReferenceSource {
    EXPERT, CROWD, MODEL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ReferenceSource> of(String word) {
        return switch (word) {
            case "expert" -> Optional.of(EXPERT);
            case "crowd" -> Optional.of(CROWD);
            case "model" -> Optional.of(MODEL);
            default -> Optional.empty();
        };
    }
}
