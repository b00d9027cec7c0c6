package dev.retort.drift;

import java.util.Locale;

/// What is compared.
public enum Statistic {
    /// Shares of the labels given, and of texts without one.
    LABELS,
    /// How sure the student was, in tenths.
    CONFIDENCE,
    /// Tokens of the texts, in powers of 2.
    TOKENS,
    /// How far the texts' embeddings are from those that training saw, in the tenths of texts that it did not see.
    EMBEDDING;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
