package dev.retort.evaluate;

import java.util.List;
import java.util.Optional;

/// The temperature that a classifier's scores are divided by, and what that does to its probabilities on the very
/// examples it was fitted on. One number fitted on a hundred examples or more hardly adapts to their chance, so the
/// error after is only a little too good.
///
/// @param temperature 1 leaves the probabilities as they are
/// @param texts held-out examples it was fitted on
/// @param eceBefore expected calibration error of softmax(scores), from 0 to 1
/// @param eceAfter of softmax(scores / temperature)
/// @param bins of both
/// @param notFitted why the temperature was left at 1; empty if it was fitted
public record Calibration(double temperature, int texts, double eceBefore, double eceAfter, int bins,
        Optional<String> notFitted) {
    /// Fewer examples do not tell the temperature. Where 1.5 is right, 95 of 100 fits on 25 examples of which one in
    /// seven is wrong lie from 0.3 to 2.6, on 100 from 1.0 to 2.0, on 400 from 1.2 to 1.8 (`CalibrationTest` counts
    /// them): with too few, a fit may do worse than none.
    public static final int LEAST_TEXTS = 100;

    private static final int BINS = 10;

    public Calibration {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be a number above 0, got %s".formatted(temperature));
        }
    }

    /// Fits a temperature, unless the examples do not tell one.
    ///
    /// @param logits finite scores, a row for each held-out example, one for each class
    /// @param truths the right class of each, from 0
    /// @throws IllegalArgumentException if there is no example, the lengths differ or a score is not finite
    public static Calibration of(List<float[]> logits, int[] truths) {
        require(logits, truths);
        double before = error(logits, truths, 1);
        Optional<String> tooFew = truths.length < LEAST_TEXTS
                ? Optional.of("%d held-out texts are too few to tell a temperature, %d are needed"
                        .formatted(truths.length, LEAST_TEXTS))
                : Optional.empty();
        double fitted = tooFew.isPresent() ? 1 : Temperature.fit(logits, truths);
        Optional<String> why = tooFew.or(() -> unfit(fitted));
        double temperature = why.isPresent() ? 1 : fitted;
        return new Calibration(temperature, truths.length, before, error(logits, truths, temperature), BINS, why);
    }

    public boolean fitted() {
        return notFitted.isEmpty();
    }

    private static Optional<String> unfit(double temperature) {
        if (temperature <= Temperature.LEAST) {
            return Optional
                    .of("so few held-out texts are labelled wrongly that no temperature from %s to %s is the best"
                            .formatted(Temperature.LEAST, Temperature.MOST));
        }
        return temperature >= Temperature.MOST
                ? Optional.of("the scores of the held-out texts say next to nothing about their labels")
                : Optional.empty();
    }

    private static double error(List<float[]> logits, int[] truths, double temperature) {
        return CalibrationError.of(logits.stream().map(row -> Softmax.of(row, temperature)).toList(), truths,
                BINS);
    }

    private static void require(List<float[]> logits, int[] truths) {
        if (truths.length == 0 || logits.size() != truths.length) {
            throw new IllegalArgumentException(
                    "calibration needs scores and right classes of the same examples, at least one, got %d and %d"
                            .formatted(logits.size(), truths.length));
        }
        for (int i = 0; i < truths.length; i++) {
            float[] scores = logits.get(i);
            if (truths[i] < 0 || truths[i] >= scores.length) {
                throw new IllegalArgumentException("example %d: the right class must be from 0 to %d, got %d"
                        .formatted(i, scores.length - 1, truths[i]));
            }
            for (float score : scores) {
                if (!Float.isFinite(score)) {
                    throw new IllegalArgumentException("example %d: scores must be finite, got %s".formatted(i, score));
                }
            }
        }
    }
}
