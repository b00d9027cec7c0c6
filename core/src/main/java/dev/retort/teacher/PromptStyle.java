package dev.retort.teacher;

import java.util.Locale;
import java.util.Optional;

/// How a teacher is asked.
public enum PromptStyle {
    /// The label alone, as one word.
    SIMPLE,
    /// Chain of thought: a JSON object with the reason first, then the label.
    COT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<PromptStyle> of(String word) {
        return switch (word) {
            case "simple" -> Optional.of(SIMPLE);
            case "cot" -> Optional.of(COT);
            default -> Optional.empty();
        };
    }
}
