package dev.retort.drift;

import java.util.Arrays;

/// The population stability index of two lists of counts: the sum over bins of `(q - p) ln(q / p)`, with p and q the shares
/// of a bin in either, half a text added to each bin so that none is empty. It is the two Kullback-Leibler divergences
/// added up; 0 if the shares are equal.
///
/// Usage has it that below 0.1 nothing happened and above 0.25 much did. But two draws from one distribution differ by
/// chance too: their index is about chi-square with bins - 1 degrees of freedom times (1/n + 1/m) (Yurdakul 2018). So it
/// also has to be above the 99.9 % quantile of that.
final class StabilityIndex {
    static final double SHIFT = 0.1;
    static final double DRIFT = 0.25;

    /// 99.9 % quantile of the standard normal distribution.
    private static final double Z = 3.0902323;

    private StabilityIndex() {}

    static double of(long[] expected, long[] actual) {
        double n = Arrays.stream(expected).sum() + 0.5 * expected.length;
        double m = Arrays.stream(actual).sum() + 0.5 * actual.length;
        double index = 0;
        for (int bin = 0; bin < expected.length; bin++) {
            double p = (expected[bin] + 0.5) / n;
            double q = (actual[bin] + 0.5) / m;
            index += (q - p) * Math.log(q / p);
        }
        return index;
    }

    /// What chance alone passes once in a thousand times. Bins that are empty in both count for nothing.
    static double byChance(long[] expected, long[] actual) {
        int bins = 0;
        for (int bin = 0; bin < expected.length; bin++) {
            bins += expected[bin] + actual[bin] > 0 ? 1 : 0;
        }
        return chiSquare(Math.max(1, bins - 1))
                * (1.0 / Arrays.stream(expected).sum() + 1.0 / Arrays.stream(actual).sum());
    }

    /// Its 99.9 % quantile by Wilson and Hilferty (1931).
    static double chiSquare(int degrees) {
        double part = 2.0 / (9 * degrees);
        return degrees * Math.pow(1 - part + Z * Math.sqrt(part), 3);
    }
}
