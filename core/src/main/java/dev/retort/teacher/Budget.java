package dev.retort.teacher;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What asking may cost. What is empty is not limited.
///
/// @param usd dollars, above 0; with what earlier runs on the same store spent
/// @param tokens prompt and reply, from 1; with those of earlier runs
/// @param time of one run; no request leaves later
public record Budget(OptionalDouble usd, OptionalLong tokens, Optional<Duration> time) {
    public static final Budget UNLIMITED = new Budget(OptionalDouble.empty(), OptionalLong.empty(), Optional.empty());

    public Budget {
        if (usd.isPresent() && !(usd.getAsDouble() > 0 && usd.getAsDouble() <= 1e9)) {
            throw new IllegalArgumentException(
                    "usd must be above 0, at most 1000000000, got %s".formatted(usd.getAsDouble()));
        }
        if (tokens.isPresent() && tokens.getAsLong() < 1) {
            throw new IllegalArgumentException("tokens must be 1 or more, got %d".formatted(tokens.getAsLong()));
        }
        if (time.isPresent() && !time.get().isPositive()) {
            throw new IllegalArgumentException("minutes must be above 0");
        }
    }

    /// Whether each request must be counted before it leaves.
    public boolean countsRequests() {
        return usd.isPresent() || tokens.isPresent();
    }
}
