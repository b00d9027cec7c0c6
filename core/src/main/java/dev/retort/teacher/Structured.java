package dev.retort.teacher;

import java.util.Locale;
import java.util.Optional;

/// Whether a host is to hold a teacher's replies to a form. The prompt is the same in all cases.
public enum Structured {
    /// The tightest form that the host is known to have; the prompt alone where that fits none.
    AUTO,
    /// A JSON schema with the labels as its choices.
    SCHEMA,
    /// JSON mode: some JSON object.
    JSON,
    /// The prompt alone.
    NONE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Structured> of(String word) {
        return switch (word) {
            case "auto" -> Optional.of(AUTO);
            case "schema" -> Optional.of(SCHEMA);
            case "json" -> Optional.of(JSON);
            case "none" -> Optional.of(NONE);
            default -> Optional.empty();
        };
    }
}
