package dev.retort.student;

/// By which figure of the held-out texts the evaluations are compared.
public enum Metric {
    /// Mean F1 over the labels.
    MACRO_F1,
    /// Share of right labels.
    ACCURACY,
    /// Cross-entropy, the lower the better.
    LOSS,
    /// By none: the last is taken, and training never stops early.
    NONE
}
