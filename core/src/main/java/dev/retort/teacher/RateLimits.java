package dev.retort.teacher;

import java.util.OptionalLong;
import java.util.stream.Stream;

/// Most requests and tokens that an account may use in a minute. What is empty is learned from the host.
public record RateLimits(OptionalLong requestsPerMinute, OptionalLong tokensPerMinute) {
    public static final RateLimits LEARNED = new RateLimits(OptionalLong.empty(), OptionalLong.empty());
    private static final long MOST = 1_000_000_000_000L;

    public RateLimits {
        require("requests-per-minute", requestsPerMinute);
        require("tokens-per-minute", tokensPerMinute);
    }

    private static void require(String name, OptionalLong limit) {
        if (limit.isPresent() && (limit.getAsLong() < 1 || limit.getAsLong() > MOST)) {
            throw new IllegalArgumentException(
                    "%s must be from 1 to %d, got %d".formatted(name, MOST, limit.getAsLong()));
        }
    }

    /// These, and the other's where these say nothing.
    public RateLimits or(RateLimits other) {
        return new RateLimits(requestsPerMinute.isPresent() ? requestsPerMinute : other.requestsPerMinute,
                tokensPerMinute.isPresent() ? tokensPerMinute : other.tokensPerMinute);
    }

    /// What holds where both do.
    public RateLimits tighter(RateLimits other) {
        return new RateLimits(least(requestsPerMinute, other.requestsPerMinute),
                least(tokensPerMinute, other.tokensPerMinute));
    }

    private static OptionalLong least(OptionalLong one, OptionalLong other) {
        return Stream.of(one, other).filter(OptionalLong::isPresent).mapToLong(OptionalLong::getAsLong).min();
    }
}
