package dev.retort.train;

import java.util.ArrayList;

/// How well a model does on held-out texts.
///
/// @param loss mean cross-entropy against the annotated distributions, every text counted alike
/// @param accuracy share of texts whose best-scored label is the annotated one
/// @param macroF1 mean F1 over the labels that occur among annotations or predictions
public record Validation(double loss, double accuracy, double macroF1) {
    /// @param confusion rows are annotations, columns predictions
    static Validation of(double loss, int[][] confusion) {
        int right = 0;
        int all = 0;
        var f1 = new ArrayList<Double>();
        for (int label = 0; label < confusion.length; label++) {
            int annotated = 0;
            int predicted = 0;
            for (int other = 0; other < confusion.length; other++) {
                annotated += confusion[label][other];
                predicted += confusion[other][label];
            }
            all += annotated;
            right += confusion[label][label];
            if (annotated + predicted > 0) {
                f1.add(2.0 * confusion[label][label] / (annotated + predicted));
            }
        }
        return new Validation(loss, (double) right / all,
                f1.stream().mapToDouble(Double::doubleValue).average().orElse(0));
    }
}
