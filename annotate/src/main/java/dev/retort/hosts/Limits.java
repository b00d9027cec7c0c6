package dev.retort.hosts;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// How much more a host says it will take.
public record Limits(Window requests, Window tokens) {
    public static final Limits UNKNOWN = new Limits(Window.UNKNOWN, Window.UNKNOWN);

    /// One limit. What is empty, the host did not tell.
    ///
    /// @param limit most units a window
    /// @param remaining units left in this window
    /// @param reset time until the window is full again
    /// @param length of the window
    public record Window(OptionalLong limit, OptionalLong remaining, Optional<Duration> reset,
            Optional<Duration> length) {
        public static final Window UNKNOWN = new Window(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

        /// A window of untold length; most mean a minute.
        public Window(OptionalLong limit, OptionalLong remaining, Optional<Duration> reset) {
            this(limit, remaining, reset, Optional.empty());
        }

        /// Whether anything at all was told.
        public boolean isTold() {
            return limit.isPresent() || remaining.isPresent();
        }
    }
}
