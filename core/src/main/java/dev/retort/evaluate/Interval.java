package dev.retort.evaluate;

/// A percentile bootstrap interval: the statistic on `resamples` samples of the examples with replacement, cut off
/// evenly at both ends.
///
/// @param level the share of resamples inside, such as 0.95
public record Interval(double low, double high, double level, int resamples, long seed) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("an interval must run from low to high, got %s to %s".formatted(low,
                    high));
        }
    }
}
