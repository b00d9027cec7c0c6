package dev.retort.teacher;

import java.time.Duration;

/// How requests are sent.
///
/// @param inFlight most requests on their way at once
/// @param attempts most sends of one request, the first included
/// @param timeout longest wait for one response
/// @param firstBackoff mean wait before the first retry; doubles with each further one
/// @param longestBackoff no single wait is longer, whatever a host asks for
public record AnnotateOptions(int inFlight, int attempts, Duration timeout, Duration firstBackoff,
        Duration longestBackoff) {
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
}
