package dev.retort.hosts;

import java.time.Duration;
import java.util.Optional;

/// What became of one call about a batch.
///
/// @param <T> what it brings
public sealed interface BatchReply<T> {

    record Done<T>(T value) implements BatchReply<T> {}

    /// Nothing came of it that is known of, but the same call may succeed later.
    ///
    /// @param pause how long the host asks to wait first
    record TryAgain<T>(Trouble trouble, Optional<Duration> pause) implements BatchReply<T> {}

    /// The host has no such thing.
    record Missing<T>(Trouble trouble) implements BatchReply<T> {}

    /// The host takes no such call from this teacher.
    ///
    /// @param reason one line: what is wrong, and what to do
    record Stopped<T>(String reason) implements BatchReply<T> {}
}
