package dev.retort.evaluate;

import dev.retort.task.Task;
import dev.retort.task.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One example with a reference label, and what was predicted for it.
///
/// @param truth class index, from 0
/// @param predicted class index; empty if the example was not labelled, which counts as wrong
/// @param probabilities one for each class, in class order; none if the predictor gives none
public record Judgement(int truth, OptionalInt predicted, List<Double> probabilities) {
    public Judgement {
        probabilities = List.copyOf(probabilities);
    }

    public static Judgement of(int truth, int predicted) {
        return new Judgement(truth, OptionalInt.of(predicted), List.of());
    }

    public static Judgement notLabelled(int truth) {
        return new Judgement(truth, OptionalInt.empty(), List.of());
    }

    /// @param predicted empty if the example was not labelled
    /// @throws IllegalArgumentException if a value is not one of the task's
    public static Judgement of(Task task, Value truth, Optional<Value> predicted) {
        int index = task.indexOf(truth);
        return predicted.map(value -> of(index, task.indexOf(value))).orElseGet(() -> notLabelled(index));
    }

    public Judgement withProbabilities(List<Double> classProbabilities) {
        return new Judgement(truth, predicted, classProbabilities);
    }

    boolean right() {
        return predicted.isPresent() && predicted.getAsInt() == truth;
    }
}
