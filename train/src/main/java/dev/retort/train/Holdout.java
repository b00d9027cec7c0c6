package dev.retort.train;

import dev.retort.encoder.CounterRandom;
import dev.retort.student.ProblemType;
import java.util.ArrayList;
import java.util.List;

/// Texts to learn from, and texts that choose the epoch.
///
/// @param problem what their targets are
/// @param learn in the order of the set
/// @param validate in the order of the set
public record Holdout(ProblemType problem, List<TrainingText> learn, List<TrainingText> validate) {

    /// Holds out `share` of each group of [Strata], rounded, but at least one text of a group that has two.
    ///
    /// @throws TrainingException if nothing would be left to learn from or to validate on
    public static Holdout of(TrainingSet set, double share, long seed) {
        if (!set.validation().isEmpty()) {
            return checked(set, set.texts(), set.validation());
        }
        boolean[] held = new boolean[set.texts().size()];
        List<List<Integer>> strata = Strata.of(set, share);
        for (int group = 0; group < strata.size(); group++) {
            List<Integer> members = strata.get(group);
            int count = Math.min(members.size() - 1, Math.max(1, (int) Math.round(share * members.size())));
            int[] order = CounterRandom.of(seed, 'v', group).permutation(members.size());
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
            throw new TrainingException(
                    "a student needs texts to learn from and to validate on, got %d and %d of %d; annotate at least two texts%s"
                            .formatted(learn.size(), validate.size(), set.texts().size(),
                                    set.problem() == ProblemType.REGRESSION ? "" : " of a label"));
        }
        return new Holdout(set.problem(), List.copyOf(learn), List.copyOf(validate));
    }
}
