package dev.retort.student;

/// When the held-out texts are looked at.
public enum EvalStrategy {
    /// After each epoch.
    EPOCH,
    /// After every eval-steps steps, and at the end.
    STEPS
}
