package dev.retort.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// A text to learn from. What its target must be depends on the [problem][dev.retort.student.ProblemType] of its set,
/// which [TrainingSet] checks:
///
/// - single-label: the probability of each label, in the order of the set's labels; they add up to 1
/// - multi-label: for each label a number from 0 to 1, such as 1 where the text has it, or the share of votes for it
/// - regression: one number, on whatever scale
///
/// @param id unique in its set
/// @param target finite numbers
/// @param weight how much the text counts in the loss, above 0; 1 is usual
public record TrainingText(String id, String text, List<Double> target, double weight) {

    public TrainingText {
        target = List.copyOf(target);
        if (target.isEmpty() || !target.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "text '%s': target must be finite numbers, got %s".formatted(id, target));
        }
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("text '%s': weight must be above 0, got %s".formatted(id, weight));
        }
    }

    /// A text with one certain label, given as its index among `labels` labels.
    public static TrainingText labelled(String id, String text, int label, int labels) {
        var target = new ArrayList<>(Collections.nCopies(labels, 0.0));
        target.set(label, 1.0);
        return new TrainingText(id, text, target, 1);
    }

    /// A text with any number of labels, by name.
    ///
    /// @param present the labels it has, possibly none
    /// @param labels of the set, in its order
    /// @throws IllegalArgumentException if one of `present` is not among `labels`
    public static TrainingText withLabels(String id, String text, Collection<String> present, List<String> labels) {
        for (String name : present) {
            if (!labels.contains(name)) {
                throw new IllegalArgumentException("text '%s': no label '%s'; the set has: %s".formatted(id, name,
                        String.join(", ", labels)));
            }
        }
        return new TrainingText(id, text, labels.stream().map(label -> present.contains(label) ? 1.0 : 0.0).toList(),
                1);
    }

    /// A text with a number.
    public static TrainingText withValue(String id, String text, double value) {
        return new TrainingText(id, text, List.of(value), 1);
    }

    /// The most probable label; the first of several.
    public int label() {
        int best = 0;
        for (int label = 1; label < target.size(); label++) {
            if (target.get(label) > target.get(best)) {
                best = label;
            }
        }
        return best;
    }

    /// Which labels the text has: those with a target of at least one half.
    public boolean[] labelSet() {
        boolean[] has = new boolean[target.size()];
        for (int label = 0; label < has.length; label++) {
            has[label] = target.get(label) >= 0.5;
        }
        return has;
    }
}
