package dev.retort.batching;

/// What a [Batcher] says to a job.
public enum Admission {
    ACCEPTED,
    /// Too much waits already.
    FULL,
    /// The batcher takes nothing more in; another one has taken its place, or the server ends.
    CLOSED
}
