package dev.retort.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A text to learn from.
///
/// @param id unique in its set
/// @param target probability of each label, in the order of the set's labels; they add up to 1
/// @param weight how much the text counts in the loss, above 0; 1 is usual
public record TrainingText(String id, String text, List<Double> target, double weight) {
    private static final double ROUNDING = 1e-6;

    public TrainingText {
        target = List.copyOf(target);
        double sum = target.stream().mapToDouble(Double::doubleValue).sum();
        if (target.stream().anyMatch(p -> !(p >= 0)) || Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException(
                    "text '%s': target must be probabilities that add up to 1, got %s".formatted(id, target));
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
}
