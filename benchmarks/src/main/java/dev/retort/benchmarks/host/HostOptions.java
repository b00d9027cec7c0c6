package dev.retort.benchmarks.host;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// How the host behaves. Words of the command line: `--latency-ms 200 --rpm 600 --tpm 60000 --headers --retry-after
/// --chaos --seed 7 --port 8080`.
///
/// @param port 0 for any that is free
/// @param latency from a request's last byte to the answer's first; errors come at once
/// @param requestsPerMinute answered in any 60 seconds; empty if not limited
/// @param tokensPerMinute of prompts and replies answered in any 60 seconds; empty if not limited
/// @param tellsLimits whether `x-ratelimit-*` headers tell the limits
/// @param tellsPause whether a 429 for a limit carries `Retry-After`
/// @param shares of misbehaviour
/// @param seed decides which requests it misbehaves to
public record HostOptions(int port, Duration latency, OptionalLong requestsPerMinute, OptionalLong tokensPerMinute,
        boolean tellsLimits, boolean tellsPause, Shares shares, long seed) {

    public static HostOptions parse(List<String> words) {
        int port = 0;
        long latency = 0;
        OptionalLong rpm = OptionalLong.empty();
        OptionalLong tpm = OptionalLong.empty();
        var shares = Shares.NONE;
        long seed = 1;
        Set<String> flags = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "--headers", "--retry-after" -> flags.add(word);
                case "--chaos" -> shares = Shares.CHAOS;
                case "--port" -> port = (int) number(words, ++i);
                case "--latency-ms" -> latency = number(words, ++i);
                case "--rpm" -> rpm = OptionalLong.of(number(words, ++i));
                case "--tpm" -> tpm = OptionalLong.of(number(words, ++i));
                case "--seed" -> seed = number(words, ++i);
                default -> throw new IllegalArgumentException("no option '%s'".formatted(word));
            }
        }
        return new HostOptions(port, Duration.ofMillis(latency), rpm, tpm, flags.contains("--headers"),
                flags.contains("--retry-after"), shares, seed);
    }

    private static long number(List<String> words, int index) {
        if (index >= words.size()) {
            throw new IllegalArgumentException("%s needs a number after it".formatted(words.getLast()));
        }
        return Long.parseLong(words.get(index));
    }
}
