package dev.retort.teacher;

import dev.retort.task.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How probable a reply's label was to the model, as its host told it.
///
/// @param value what the label was read as
/// @param probability of writing it as it was written, after all that stands before it; from 0 to 1
/// @param others for other values, in the task's order: the probability that the reply would have gone on, where the
///        label begins, in a way in which only that value begins. Values of which the host told nothing are left out
public record LabelProbability(Value value, double probability, SequencedMap<Value, Double> others) {
    public LabelProbability {
        others = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(others));
        require(probability);
        others.values().forEach(LabelProbability::require);
    }

    private static void require(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must be from 0 to 1, got " + probability);
        }
    }
}
