package dev.retort.annotate;

import java.time.Duration;
import java.util.Optional;

/// Durations, counted in bins of 1 % width from a microsecond to some days, so that millions take no more room than
/// one.
public final class Latencies {
    private static final double WIDTH = Math.log(1.01);
    private static final int BINS = 2700;

    private final long[] counts = new long[BINS];
    private long total;

    void add(Duration latency) {
        double micros = Math.max(1, latency.toNanos() / 1e3);
        counts[Math.min(BINS - 1, (int) (Math.log(micros) / WIDTH))]++;
        total++;
    }

    /// How many durations were counted.
    public long count() {
        return total;
    }

    /// The duration that the given share of all is at most, to 1 %; empty if none was counted.
    ///
    /// @param share above 0, at most 1
    public Optional<Duration> quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int bin = 0; bin < BINS; bin++) {
            seen += counts[bin];
            if (total > 0 && seen >= rank) {
                return Optional.of(Duration.ofNanos((long) (Math.exp((bin + 0.5) * WIDTH) * 1e3)));
            }
        }
        return Optional.empty();
    }
}
