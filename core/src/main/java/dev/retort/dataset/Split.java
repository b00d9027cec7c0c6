package dev.retort.dataset;

import java.util.Locale;
import java.util.Optional;

/// What an example is for. The student never sees [#TEST] while it learns or while its epoch is chosen.
public enum Split {
    TRAIN, VALIDATION, TEST;

    /// Shared, because rows by the million keep it.
    private final Optional<Split> found = Optional.of(this);

    /// The split's name in files: `train`, `validation`, `test`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads a name without regard to case; `valid`, `val` and `dev` mean validation.
    public static Optional<Split> of(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "train", "training" -> TRAIN.found;
            case "validation", "valid", "val", "dev" -> VALIDATION.found;
            case "test" -> TEST.found;
            default -> Optional.empty();
        };
    }
}
