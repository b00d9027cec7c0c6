package dev.retort.infer;

import java.util.Arrays;

/// Scores to probabilities.
final class Softmax {
    private Softmax() {}

    /// exp(z / T) / sum of exp(z / T), with the largest score taken off first, so that nothing overflows.
    ///
    /// @param logits finite numbers, at least one
    /// @param temperature T, above 0; 1 leaves the scores as they are
    static double[] of(float[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new IllegalArgumentException("logits must be finite, got " + Arrays.toString(logits));
            }
            largest = Math.max(largest, logit);
        }
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp((logits[i] - largest) / temperature);
            sum += probabilities[i];
        }
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
