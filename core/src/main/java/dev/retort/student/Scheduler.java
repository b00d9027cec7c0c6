package dev.retort.student;

/// How the learning rate goes after the warm-up, as transformers computes it.
public enum Scheduler {
    /// Falls linearly to 0.
    LINEAR,
    /// Falls to 0 along half a cosine.
    COSINE,
    /// Stays; with a warm-up this is transformers' constant_with_warmup.
    CONSTANT
}
