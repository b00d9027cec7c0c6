package dev.retort.drift;

import java.util.Locale;

/// What a comparison says.
public enum Verdict {
    /// Nothing to compare with.
    UNKNOWN,
    /// Fewer texts than can be judged.
    TOO_FEW,
    /// As before, as far as can be told.
    STABLE,
    /// An index above 0.1 that chance does not explain.
    SHIFTING,
    /// An index above 0.25 that chance does not explain.
    DRIFTED;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
