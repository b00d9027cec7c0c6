package dev.retort.evaluate;

/// Precision, recall and F1, each from 0 to 1; a fraction of nothing is 0.
public record Scores(double precision, double recall, double f1) {

    /// From counts of right predictions, all predictions and all true examples.
    static Scores of(double hits, double predictions, double support) {
        double precision = predictions == 0 ? 0 : hits / predictions;
        double recall = support == 0 ? 0 : hits / support;
        double f1 = predictions + support == 0 ? 0 : 2 * hits / (predictions + support);
        return new Scores(precision, recall, f1);
    }

    Scores plus(Scores other, double weight) {
        return new Scores(precision + weight * other.precision, recall + weight * other.recall, f1 + weight * other.f1);
    }
}
