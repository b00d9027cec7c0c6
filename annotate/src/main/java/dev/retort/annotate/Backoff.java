package dev.retort.annotate;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait before a request is sent again.
///
/// Without a word from the host: full jitter, uniform between nothing and a ceiling that doubles with each failure, so
/// the mean is `first`, then twice that, and so on. With the host's own wait: that long, and up to twice `first` more,
/// so that not everybody comes back in the same instant. Never longer than `longest`.
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /// @param failures sends of this request that failed so far, from 1
    /// @param asked what the host asked for
    Duration pause(int failures, Optional<Duration> asked) {
        double firstCeiling = 2.0 * first.toNanos();
        if (asked.isEmpty()) {
            return jitter(firstCeiling * Math.pow(2, failures - 1));
        }
        Duration wanted = asked.get().compareTo(longest) < 0 ? asked.get().plus(jitter(firstCeiling)) : longest;
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    private Duration jitter(double ceilingNanos) {
        return Duration.ofNanos((long) (random.nextDouble() * Math.min(ceilingNanos, (double) longest.toNanos())));
    }
}
