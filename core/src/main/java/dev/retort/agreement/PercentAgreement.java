package dev.retort.agreement;

import java.util.OptionalDouble;

/// The plainest measures of agreement, without a correction for chance.
public final class PercentAgreement {
    private PercentAgreement() {}

    /// The share of all pairs of ratings of the same unit that agree, from 0 to 1; units with more ratings have more
    /// pairs. Empty if no unit has two ratings.
    public static OptionalDouble ofPairs(Ratings<?> ratings) {
        long agreeing = 0;
        long pairs = 0;
        for (int[] unit : ratings.counts()) {
            long rated = 0;
            for (int count : unit) {
                agreeing += (long) count * (count - 1);
                rated += count;
            }
            pairs += rated * (rated - 1);
        }
        return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) agreeing / pairs);
    }

    /// The share of the units with at least two ratings on which all ratings agree. Empty if there is none.
    public static OptionalDouble unanimous(Ratings<?> ratings) {
        int agreeing = 0;
        int units = 0;
        for (int[] unit : ratings.counts()) {
            int values = 0;
            int rated = 0;
            for (int count : unit) {
                values += count > 0 ? 1 : 0;
                rated += count;
            }
            units += rated >= 2 ? 1 : 0;
            agreeing += rated >= 2 && values == 1 ? 1 : 0;
        }
        return units == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) agreeing / units);
    }
}
