package dev.retort.train;

import dev.retort.encoder.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/// Texts to learn from, and texts that choose the epoch.
///
/// @param learn in the order of the set
/// @param validate in the order of the set
public record Holdout(List<TrainingText> learn, List<TrainingText> validate) {

    /// Holds out `share` of each label's texts, rounded, but at least one text of a label that has two.
    ///
    /// @throws TrainingException if nothing would be left to learn from or to validate on
    public static Holdout of(TrainingSet set, double share, long seed) {
        if (!set.validation().isEmpty()) {
            return checked(set, set.texts(), set.validation());
        }
        boolean[] held = new boolean[set.texts().size()];
        for (int label = 0; label < set.labels().size(); label++) {
            var members = new ArrayList<Integer>();
            for (int i = 0; i < held.length; i++) {
                if (set.texts().get(i).label() == label) {
                    members.add(i);
                }
            }
            int count = Math.min(members.size() - 1, Math.max(1, (int) Math.round(share * members.size())));
            int[] order = CounterRandom.of(seed, 'v', label).permutation(members.size());
            for (int i = 0; i < count; i++) {
                held[members.get(order[i])] = true;
            }
        }
        var learn = new ArrayList<TrainingText>();
        var validate = new ArrayList<TrainingText>();
        for (int i = 0; i < held.length; i++) {
            (held[i] ? validate : learn).add(set.texts().get(i));
        }
        return checked(set, learn, validate);
    }

    private static Holdout checked(TrainingSet set, List<TrainingText> learn, List<TrainingText> validate) {
        if (learn.isEmpty() || validate.isEmpty()) {
            throw new TrainingException(("a student needs texts to learn from and to validate on, got %d and %d of %d; "
                    + "annotate at least two texts of a label")
                    .formatted(learn.size(), validate.size(), set.texts().size()));
        }
        return new Holdout(List.copyOf(learn), List.copyOf(validate));
    }
}
