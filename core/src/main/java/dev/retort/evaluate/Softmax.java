package dev.retort.evaluate;

/// Probabilities of classes that exclude each other, from their scores.
public final class Softmax {
    private Softmax() {}

    /// @param scores finite, at least one
    /// @return in the order of the scores; they add up to 1
    public static double[] of(float[] scores) {
        return of(scores, 1);
    }

    /// @param temperature that the scores are divided by first, above 0
    static double[] of(float[] scores, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        double[] p = new double[scores.length];
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            p[k] = Math.exp((scores[k] - largest) / temperature);
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }
}
