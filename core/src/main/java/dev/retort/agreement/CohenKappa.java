package dev.retort.agreement;

import java.util.OptionalDouble;

/// Cohen's kappa (1960, weighted 1968): agreement of two raters beyond what their own frequencies give by chance. 1 is
/// perfect, 0 is chance, negative is worse than chance.
public final class CohenKappa {

    /// How much a disagreement between two values counts by their distance on the scale.
    public enum Weights {
        /// Every disagreement counts the same.
        NONE,
        /// As the distance.
        LINEAR,
        /// As the distance squared.
        QUADRATIC;

        double of(int row, int column) {
            int distance = Math.abs(row - column);
            return switch (this) {
                case NONE -> distance == 0 ? 0 : 1;
                case LINEAR -> distance;
                case QUADRATIC -> (double) distance * distance;
            };
        }
    }

    private CohenKappa() {}

    /// @param first a rater, from 0
    /// @return empty if no unit was rated by both, or both said one and the same value throughout
    public static OptionalDouble of(Ratings<?> ratings, int first, int second, Weights weights) {
        return of(ratings.table(first, second), weights);
    }

    /// @param table square; rows are one rater's values, columns the other's
    public static OptionalDouble of(long[][] table, Weights weights) {
        int k = table.length;
        double[] rows = new double[k];
        double[] columns = new double[k];
        double n = 0;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                rows[i] += table[i][j];
                columns[j] += table[i][j];
                n += table[i][j];
            }
        }
        double observed = 0;
        double expected = 0;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                observed += weights.of(i, j) * table[i][j];
                expected += weights.of(i, j) * rows[i] * columns[j] / n;
            }
        }
        return n == 0 || expected == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - observed / expected);
    }
}
