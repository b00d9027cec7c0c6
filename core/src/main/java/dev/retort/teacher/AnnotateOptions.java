package dev.retort.teacher;

import java.time.Duration;

/// How requests are sent.
///
/// @param inFlight most requests on their way at once
/// @param attempts most sends of one request, the first included; those that a host put off for its limits do not count
/// @param timeout longest wait for one response
/// @param firstBackoff mean wait before the first retry; doubles with each further one
/// @param longestBackoff no single wait is longer, whatever a host asks for
/// @param retryFor a request that failed this long after its first send is not sent again
/// @param limits of each account, where its teachers do not say otherwise
/// @param budget of all teachers together
public record AnnotateOptions(int inFlight, int attempts, Duration timeout, Duration firstBackoff,
        Duration longestBackoff, Duration retryFor, RateLimits limits, Budget budget) {
    public static final AnnotateOptions DEFAULT = new AnnotateOptions(64, 8, Duration.ofSeconds(120),
            Duration.ofMillis(500), Duration.ofSeconds(60));

    public AnnotateOptions {
        if (inFlight < 1 || inFlight > 4096) {
            throw new IllegalArgumentException("in-flight must be from 1 to 4096, got %d".formatted(inFlight));
        }
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException("attempts must be from 1 to 100, got %d".formatted(attempts));
        }
    }

    /// With ten minutes for retries, limits that hosts tell, and no budget.
    public AnnotateOptions(int inFlight, int attempts, Duration timeout, Duration firstBackoff,
            Duration longestBackoff) {
        this(inFlight, attempts, timeout, firstBackoff, longestBackoff, Duration.ofMinutes(10), RateLimits.LEARNED,
                Budget.UNLIMITED);
    }

    public AnnotateOptions withInFlight(int most) {
        return new AnnotateOptions(most, attempts, timeout, firstBackoff, longestBackoff, retryFor, limits, budget);
    }

    public AnnotateOptions withAttempts(int most) {
        return new AnnotateOptions(inFlight, most, timeout, firstBackoff, longestBackoff, retryFor, limits, budget);
    }

    public AnnotateOptions withTimeout(Duration longest) {
        return new AnnotateOptions(inFlight, attempts, longest, firstBackoff, longestBackoff, retryFor, limits, budget);
    }

    public AnnotateOptions withFirstBackoff(Duration mean) {
        return new AnnotateOptions(inFlight, attempts, timeout, mean, longestBackoff, retryFor, limits, budget);
    }

    public AnnotateOptions withLongestBackoff(Duration longest) {
        return new AnnotateOptions(inFlight, attempts, timeout, firstBackoff, longest, retryFor, limits, budget);
    }

    public AnnotateOptions withRetryFor(Duration longest) {
        return new AnnotateOptions(inFlight, attempts, timeout, firstBackoff, longestBackoff, longest, limits, budget);
    }

    public AnnotateOptions withLimits(RateLimits each) {
        return new AnnotateOptions(inFlight, attempts, timeout, firstBackoff, longestBackoff, retryFor, each, budget);
    }

    public AnnotateOptions withBudget(Budget most) {
        return new AnnotateOptions(inFlight, attempts, timeout, firstBackoff, longestBackoff, retryFor, limits, most);
    }
}
