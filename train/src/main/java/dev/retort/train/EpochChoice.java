package dev.retort.train;

import dev.retort.student.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which epoch the student is taken from: the last that is not surely worse than the one with the best figure.
///
/// The rate falls to zero, so a later epoch is the better one unless the held-out texts say otherwise; and a few hundred
/// of them, labelled by a teacher that errs, say little. The best of them is often the best by chance. So an earlier
/// epoch is taken only if it is better beyond doubt: McNemar's exact test on the texts that just one of the two gets
/// right, two-sided, 5 %. So it is with macro F1 and accuracy; who compares by loss gets the epoch with the least.
final class EpochChoice {
    private static final double DOUBT = 0.05;

    private EpochChoice() {}

    /// The epoch, from 1.
    ///
    /// @param epochs in order, at least one
    /// @param wrong for each epoch the held-out texts that it labels otherwise than annotated
    static int of(List<EpochResult> epochs, List<List<Integer>> wrong, Metric metric) {
        int best = best(epochs, metric);
        return switch (metric) {
            case MACRO_F1, ACCURACY -> IntStream.iterate(epochs.size(), epoch -> epoch > best, epoch -> epoch - 1)
                    .filter(epoch -> !surelyWorse(wrong.get(epoch - 1), wrong.get(best - 1))).findFirst()
                    .orElse(best);
            case LOSS, NONE -> best;
        };
    }

    /// The first epoch, from 1, with the best figure; without a metric the last.
    static int best(List<EpochResult> epochs, Metric metric) {
        if (metric == Metric.NONE) {
            return epochs.size();
        }
        int best = 1;
        for (int epoch = 2; epoch <= epochs.size(); epoch++) {
            if (score(epochs.get(epoch - 1).validation(), metric) > score(epochs.get(best - 1).validation(), metric)) {
                best = epoch;
            }
        }
        return best;
    }

    /// The more the better.
    static double score(Validation validation, Metric metric) {
        return switch (metric) {
            case MACRO_F1, NONE -> validation.macroF1();
            case ACCURACY -> validation.accuracy();
            case LOSS -> -validation.loss();
        };
    }

    /// Epochs since the last that was better by more than `threshold` than all before it; none without a metric. It is
    /// what transformers' `EarlyStoppingCallback` counts.
    static int waited(List<EpochResult> epochs, Metric metric, double threshold) {
        int waited = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (EpochResult epoch : epochs) {
            double score = score(epoch.validation(), metric);
            waited = score > best && score - best > threshold ? 0 : waited + 1;
            best = Math.max(best, score);
        }
        return metric == Metric.NONE ? 0 : waited;
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
