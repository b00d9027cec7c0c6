package dev.retort.teacher;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How a teacher draws its words. An empty setting is left out of the request.
///
/// @param temperature 0 to 2
/// @param topP above 0, at most 1
/// @param maxTokens the longest reply, in tokens
/// @param seed asked of hosts that take one; best effort there
public record Sampling(OptionalDouble temperature, OptionalDouble topP, OptionalInt maxTokens, OptionalLong seed) {
    /// The case study's settings: temperature 0.8, top-p 0.9, 128 new tokens.
    public static final Sampling DEFAULT = new Sampling(OptionalDouble.of(0.8), OptionalDouble.of(0.9),
            OptionalInt.of(128), OptionalLong.empty());
}
