package dev.retort.serve;

import dev.retort.infer.ProblemType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is made of a student's raw scores.
enum ScoreFunction {
    /// Probabilities that add up to 1, by the student's temperature.
    SOFTMAX,
    /// A probability for each label by itself.
    SIGMOID,
    /// The raw scores.
    NONE;

    /// What fits a student that nobody asked otherwise of.
    static ScoreFunction usual(ProblemType problem) {
        return switch (problem) {
            case SINGLE_LABEL -> SOFTMAX;
            case MULTI_LABEL -> SIGMOID;
            case REGRESSION -> NONE;
        };
    }

    static Optional<ScoreFunction> of(String word) {
        return Arrays.stream(values()).filter(function -> function.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param logits finite
    /// @param temperature for softmax, above 0
    /// @return one number for each score, as float32, as which the other servers send them
    float[] of(float[] logits, double temperature) {
        return switch (this) {
            case SOFTMAX -> softmax(logits, temperature);
            case SIGMOID -> {
                float[] scores = new float[logits.length];
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
                }
                yield scores;
            }
            case NONE -> logits.clone();
        };
    }

    /// The largest score is taken off first, so that nothing overflows.
    private static float[] softmax(float[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        double[] powers = new double[logits.length];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = Math.exp((logits[i] - largest) / temperature);
            sum += powers[i];
        }
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (powers[i] / sum);
        }
        return scores;
    }
}
