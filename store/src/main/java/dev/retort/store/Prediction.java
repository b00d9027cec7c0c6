package dev.retort.store;

import dev.retort.task.Value;
import java.util.List;

/// What a student says of an example.
///
/// @param probabilities in the order of the student's labels
public record Prediction(Value value, List<Double> probabilities) {
    public Prediction {
        probabilities = List.copyOf(probabilities);
        for (double probability : probabilities) {
            if (!Double.isFinite(probability)) {
                throw new IllegalArgumentException("a probability must be finite, got %s".formatted(probabilities));
            }
        }
    }
}
