package dev.retort.evaluate;

import java.util.List;

/// Temperature scaling (Guo, Pleiss, Sun, Weinberger 2017): scores z are divided by one number T before softmax, so that
/// probabilities become as sure as the classifier is right. The order of the classes, and so every label, stays.
///
/// T minimises the mean negative log-likelihood of held-out labels. In b = 1/T that is convex, with the slope
///
///     mean of (sum over k of p_k(b) z_k) - z_y        which never falls as b grows
///
/// so the one root is found by halving. There is none where every label is the best scored one (T = 0 would be best) or
/// where the scores say nothing about the labels (T = infinity would be).
final class Temperature {
    static final double LEAST = 0.1;
    static final double MOST = 10;
    private static final int HALVINGS = 60;

    private Temperature() {}

    /// Best temperature, [#LEAST] or [#MOST] if the best lies at or beyond that end, or 1 if every temperature is as
    /// good as any other because all scores of each example are equal.
    ///
    /// @param logits finite scores, a row for each example, at least one
    /// @param truths the right class of each
    static double fit(List<float[]> logits, int[] truths) {
        double low = Math.log(1 / MOST);
        double high = Math.log(1 / LEAST);
        double slopeLow = slope(logits, truths, Math.exp(low));
        double slopeHigh = slope(logits, truths, Math.exp(high));
        if (slopeLow == 0 && slopeHigh == 0) {
            return 1;
        }
        if (slopeLow >= 0) {
            return MOST;
        }
        if (slopeHigh <= 0) {
            return LEAST;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope(logits, truths, Math.exp(middle)) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.exp(-(low + high) / 2);
    }

    /// Of the mean negative log-likelihood, by b = 1/T.
    private static double slope(List<float[]> logits, int[] truths, double b) {
        double sum = 0;
        for (int i = 0; i < truths.length; i++) {
            float[] scores = logits.get(i);
            double[] p = Softmax.of(scores, 1 / b);
            for (int k = 0; k < scores.length; k++) {
                sum += p[k] * (scores[k] - scores[truths[i]]); // the rows' p add up to 1
            }
        }
        return sum / truths.length;
    }
}
