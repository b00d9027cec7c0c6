package dev.retort.agreement;

import java.util.OptionalDouble;

/// Krippendorff's alpha (Content Analysis, 2004): agreement beyond chance for any number of raters with gaps. Units with
/// fewer than two ratings are left out.
///
/// From the coincidences o_ck, the ordered pairs of a value c and a value k in the same unit, each divided by the unit's
/// ratings less one: alpha = 1 - (n - 1) Σ o_ck d_ck / Σ n_c n_k d_ck, with a distance d for each level.
public final class KrippendorffAlpha {
    private KrippendorffAlpha() {}

    /// Values that are the same or not.
    ///
    /// @return empty if fewer than two values occur in units with two ratings
    public static OptionalDouble nominal(Ratings<?> ratings) {
        return of(ratings, (_, c, k) -> c == k ? 0 : 1);
    }

    /// Values in the order of the scale; the distance is the share of ratings between them.
    public static OptionalDouble ordinal(Ratings<?> ratings) {
        return of(ratings, (marginals, c, k) -> {
            double between = -(marginals[c] + marginals[k]) / 2;
            for (int g = Math.min(c, k); g <= Math.max(c, k); g++) {
                between += marginals[g];
            }
            return between * between;
        });
    }

    /// Numbers; the distance is their difference squared.
    public static OptionalDouble interval(Ratings<? extends Number> ratings) {
        double[] numbers = ratings.scale().stream().mapToDouble(Number::doubleValue).toArray();
        return of(ratings, (_, c, k) -> (numbers[c] - numbers[k]) * (numbers[c] - numbers[k]));
    }

    private interface Distance {
        /// @param marginals ratings of each value in the units that count
        double between(double[] marginals, int c, int k);
    }

    private static OptionalDouble of(Ratings<?> ratings, Distance distance) {
        double[][] coincidences = coincidences(ratings);
        double[] marginals = new double[coincidences.length];
        double n = 0;
        for (int c = 0; c < marginals.length; c++) {
            for (double coincidence : coincidences[c]) {
                marginals[c] += coincidence;
            }
            n += marginals[c];
        }
        double observed = 0;
        double expected = 0;
        for (int c = 0; c < marginals.length; c++) {
            for (int k = 0; k < marginals.length; k++) {
                if (c != k && marginals[c] > 0 && marginals[k] > 0) {
                    double d = distance.between(marginals, c, k);
                    observed += coincidences[c][k] * d;
                    expected += marginals[c] * marginals[k] * d;
                }
            }
        }
        return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - (n - 1) * observed / expected);
    }

    static double[][] coincidences(Ratings<?> ratings) {
        int values = ratings.scale().size();
        double[][] coincidences = new double[values][values];
        for (int[] unit : ratings.counts()) {
            int rated = 0;
            for (int count : unit) {
                rated += count;
            }
            for (int c = 0; rated >= 2 && c < values; c++) {
                for (int k = 0; k < values; k++) {
                    coincidences[c][k] += (double) unit[c] * (c == k ? unit[k] - 1 : unit[k]) / (rated - 1);
                }
            }
        }
        return coincidences;
    }
}
