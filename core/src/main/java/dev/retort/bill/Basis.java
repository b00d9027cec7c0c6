package dev.retort.bill;

import java.util.Locale;

/// How a figure came to be. Measured beats published beats estimated; every table says which it was.
public enum Basis {
    /// Read off a clock, a counter or a host's own `usage` in this workspace.
    MEASURED,
    /// Stated by someone else: a price list, a data sheet, a study.
    PUBLISHED,
    /// Computed here by the formula the figure names.
    ESTIMATED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
