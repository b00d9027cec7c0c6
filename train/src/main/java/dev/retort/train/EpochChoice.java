package dev.retort.train;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which epoch the student is taken from. Where texts have labels: the last that is not surely worse than the one with
/// the best macro F1.
///
/// The rate falls to zero, so a later epoch is the better one unless the held-out texts say otherwise; and a few hundred
/// of them, labelled by a teacher that errs, say little. The best of them is often the best by chance. So an earlier
/// epoch is taken only if it is better beyond doubt: McNemar's exact test on the texts that just one of the two gets
/// right, two-sided, 5 %. A set of labels is right if it is exactly the annotated one.
///
/// For regression it is the epoch with the least squared error, as transformers takes it by default. An error has a size,
/// which tells more of each text than right or wrong does, and it is what training makes small.
final class EpochChoice {
    private static final double DOUBT = 0.05;

    private EpochChoice() {}

    /// The epoch, from 1.
    ///
    /// @param epochs in order, at least one
    /// @param wrong for each epoch the held-out texts that it labels otherwise than annotated
    static int of(List<EpochResult> epochs, List<List<Integer>> wrong) {
        int best = best(epochs);
        return switch (epochs.getFirst().validation()) {
            case Validation.OneLabel _,Validation.LabelSet _ -> lastNotSurelyWorse(best, epochs.size(), wrong);
            case Validation.Value _ -> best;
        };
    }

    private static int lastNotSurelyWorse(int best, int last, List<List<Integer>> wrong) {
        return IntStream.iterate(last, epoch -> epoch > best, epoch -> epoch - 1)
                .filter(epoch -> !surelyWorse(wrong.get(epoch - 1), wrong.get(best - 1))).findFirst().orElse(best);
    }

    /// The first epoch, from 1, than which no other is better.
    static int best(List<EpochResult> epochs) {
        int best = 1;
        for (int epoch = 2; epoch <= epochs.size(); epoch++) {
            if (epochs.get(epoch - 1).validation().isBetterThan(epochs.get(best - 1).validation())) {
                best = epoch;
            }
        }
        return best;
    }

    private static boolean surelyWorse(List<Integer> wrong, List<Integer> wrongOfBest) {
        var both = new HashSet<>(wrong);
        both.retainAll(wrongOfBest);
        return wrong.size() > wrongOfBest.size()
                && mcNemar(wrong.size() - both.size(), wrongOfBest.size() - both.size()) < DOUBT;
    }

    /// The chance that a fair coin, thrown once for each text that only one epoch gets right, falls at least this
    /// unevenly.
    static double mcNemar(int one, int other) {
        int thrown = one + other;
        double logTerm = -thrown * Math.log(2); // of the binomial distribution, at 0
        double tail = 0;
        for (int i = 0; i <= Math.min(one, other); i++) {
            tail += Math.exp(logTerm);
            logTerm += Math.log((double) (thrown - i) / (i + 1));
        }
        return Math.min(1, 2 * tail);
    }
}
