package dev.retort.agreement;

import java.util.OptionalDouble;

/// Fleiss' kappa (1971): agreement of the same number of ratings on every unit beyond chance, where chance is the
/// frequency of the values over all ratings. [KrippendorffAlpha] takes gaps.
public final class FleissKappa {
    private FleissKappa() {}

    /// @return empty if a rating is missing, there are fewer than two raters, or only one value occurs
    public static OptionalDouble of(Ratings<?> ratings) {
        int raters = ratings.raters();
        int[][] counts = ratings.counts();
        double[] ofValue = new double[ratings.scale().size()];
        double agreement = 0;
        for (int[] unit : counts) {
            int rated = 0;
            double pairs = 0;
            for (int k = 0; k < unit.length; k++) {
                ofValue[k] += unit[k];
                rated += unit[k];
                pairs += (double) unit[k] * (unit[k] - 1);
            }
            if (rated != raters || raters < 2) {
                return OptionalDouble.empty();
            }
            agreement += pairs / ((double) raters * (raters - 1)) / counts.length;
        }
        double chance = 0;
        int values = 0;
        for (double count : ofValue) {
            double share = count / ((double) counts.length * raters);
            chance += share * share;
            values += count > 0 ? 1 : 0;
        }
        return values < 2 ? OptionalDouble.empty() : OptionalDouble.of((agreement - chance) / (1 - chance));
    }
}
