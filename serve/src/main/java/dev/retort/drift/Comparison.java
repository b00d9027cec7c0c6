package dev.retort.drift;

import java.util.Arrays;

/// One statistic of one day beside what is expected.
///
/// @param index the population stability index; 0 if there is nothing to compare
/// @param byChance what it may be by chance
public record Comparison(Statistic statistic, double index, double byChance, Verdict verdict) {
    /// A day with fewer texts is not judged.
    static final int LEAST_TEXTS = 200;

    static Comparison of(Statistic statistic, long[] expected, long[] actual) {
        long before = Arrays.stream(expected).sum();
        long now = Arrays.stream(actual).sum();
        if (before == 0 || now == 0) {
            return new Comparison(statistic, 0, 0, before == 0 ? Verdict.UNKNOWN : Verdict.TOO_FEW);
        }
        double index = StabilityIndex.of(expected, actual);
        double byChance = StabilityIndex.byChance(expected, actual);
        return new Comparison(statistic, index, byChance, now < LEAST_TEXTS
                ? Verdict.TOO_FEW
                : index > Math.max(StabilityIndex.DRIFT, byChance)
                        ? Verdict.DRIFTED
                        : index > Math.max(StabilityIndex.SHIFT, byChance) ? Verdict.SHIFTING : Verdict.STABLE);
    }
}
