package dev.retort.train;

import dev.retort.agreement.McNemar;
import dev.retort.student.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which epoch the student is taken from: the last that is not surely worse than the one with the best figure.
///
/// The rate falls to zero, so a later epoch is the better one unless the held-out texts say otherwise; and a few hundred
/// of them, labelled by a teacher that errs, say little. The best of them is often the best by chance. So an earlier
/// epoch is taken only if it is better beyond doubt: McNemar's exact test on the texts that just one of the two gets
/// right, two-sided, 5 %. A set of labels is right if it is exactly the annotated one. So it is with macro F1 and
/// accuracy; who compares by loss gets the epoch with the least.
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
    static int of(List<EpochResult> epochs, List<List<Integer>> wrong, Metric metric) {
        int best = best(epochs, metric);
        boolean byLabels = !(epochs.getFirst().validation() instanceof Validation.Value)
                && (metric == Metric.MACRO_F1 || metric == Metric.ACCURACY);
        return byLabels
                ? IntStream.iterate(epochs.size(), epoch -> epoch > best, epoch -> epoch - 1)
                        .filter(epoch -> !surelyWorse(wrong.get(epoch - 1), wrong.get(best - 1))).findFirst()
                        .orElse(best)
                : best;
    }

    /// The first epoch, from 1, with the best figure; without a metric the last.
    static int best(List<EpochResult> epochs, Metric metric) {
        if (metric == Metric.NONE) {
            return epochs.size();
        }
        int best = 1;
        for (int epoch = 2; epoch <= epochs.size(); epoch++) {
            if (isBetter(epochs.get(epoch - 1).validation(), epochs.get(best - 1).validation(), metric, 0)) {
                best = epoch;
            }
        }
        return best;
    }

    /// By more than `threshold`. Where sets of labels have equal figures the lesser loss is better: early epochs often
    /// predict no label at all, so that F1 stays 0 while the model learns.
    static boolean isBetter(Validation one, Validation other, Metric metric, double threshold) {
        double gain = score(one, metric) - score(other, metric);
        return gain > threshold || (gain == 0 && one instanceof Validation.LabelSet && one.loss() < other.loss());
    }

    /// The more the better. Regression knows no figure but the loss.
    static double score(Validation validation, Metric metric) {
        return switch (validation) {
            case Validation.OneLabel one -> switch (metric) {
                case MACRO_F1, NONE -> one.macroF1();
                case ACCURACY -> one.accuracy();
                case LOSS -> -one.loss();
            };
            case Validation.LabelSet set -> switch (metric) {
                case MACRO_F1, NONE -> set.macroF1();
                case ACCURACY -> set.exactMatch();
                case LOSS -> -set.loss();
            };
            case Validation.Value value -> -value.loss();
        };
    }

    /// Epochs since the last that was better by more than `threshold` than all before it; none without a metric. It is
    /// what transformers' `EarlyStoppingCallback` counts.
    static int waited(List<EpochResult> epochs, Metric metric, double threshold) {
        if (metric == Metric.NONE) {
            return 0;
        }
        int waited = 0;
        Validation best = epochs.getFirst().validation();
        for (EpochResult epoch : epochs.subList(1, epochs.size())) {
            waited = isBetter(epoch.validation(), best, metric, threshold) ? 0 : waited + 1;
            best = isBetter(epoch.validation(), best, metric, 0) ? epoch.validation() : best;
        }
        return waited;
    }

    private static boolean surelyWorse(List<Integer> wrong, List<Integer> wrongOfBest) {
        var both = new HashSet<>(wrong);
        both.retainAll(wrongOfBest);
        return wrong.size() > wrongOfBest.size()
                && McNemar.exact(wrong.size() - both.size(), wrongOfBest.size() - both.size()).p() < DOUBT;
    }
}
