package dev.retort.batching;

/// What happens to a text that is longer than the model's room.
public enum Truncation {
    /// Its job fails with [Outcome.TooLong].
    REFUSE,
    /// Its end is cut off.
    RIGHT,
    /// Its beginning is cut off.
    LEFT
}
