package dev.retort.evaluate;

import java.util.List;
import java.util.stream.IntStream;

/// Every metric that the counts alone decide.
record ConfusionMetrics(ConfusionMatrix confusion) {

    double accuracy() {
        return (double) confusion.right() / confusion.examples();
    }

    double accuracyOfLabelled() {
        int labelled = confusion.labelled();
        return labelled == 0 ? 0 : (double) confusion.right() / labelled;
    }

    double coverage() {
        return (double) confusion.labelled() / confusion.examples();
    }

    double balancedAccuracy() {
        return perClass().stream().filter(one -> one.support() > 0).mapToDouble(one -> one.scores().recall()).average()
                .orElse(0);
    }

    List<ClassScores> perClass() {
        return IntStream.range(0, classes()).mapToObj(k -> {
            int support = confusion.support(k);
            int predicted = confusion.predicted(k);
            return new ClassScores(confusion.classes().get(k), Scores.of(confusion.count(k, k), predicted, support),
                    support, predicted);
        }).toList();
    }

    Scores macro() {
        var sum = new Scores(0, 0, 0);
        for (ClassScores one : perClass()) {
            sum = sum.plus(one.scores(), 1.0 / classes());
        }
        return sum;
    }

    Scores micro() {
        return Scores.of(confusion.right(), confusion.labelled(), confusion.examples());
    }

    Scores weighted() {
        var sum = new Scores(0, 0, 0);
        for (ClassScores one : perClass()) {
            sum = sum.plus(one.scores(), (double) one.support() / confusion.examples());
        }
        return sum;
    }

    /// Gorodkin 2004: covariance of truth and prediction over the root of both variances, from the counts
    /// (c·n - Σ p_k t_k) / √((n² - Σ p_k²)(n² - Σ t_k²)).
    double mcc() {
        double n = confusion.examples();
        double notLabelled = n - confusion.labelled();
        double both = 0;
        double predictedSquares = notLabelled * notLabelled;
        double truthSquares = 0;
        for (int k = 0; k < classes(); k++) {
            double predicted = confusion.predicted(k);
            double truth = confusion.support(k);
            both += predicted * truth;
            predictedSquares += predicted * predicted;
            truthSquares += truth * truth;
        }
        double variances = (n * n - predictedSquares) * (n * n - truthSquares);
        return variances == 0 ? 0 : (confusion.right() * n - both) / Math.sqrt(variances);
    }

    private int classes() {
        return confusion.classes().size();
    }
}
