package dev.retort.evaluate;

import java.util.Comparator;
import java.util.stream.IntStream;

/// The probability from which on a label counts as predicted, where a text may have any number of labels.
///
/// @param label its name
/// @param threshold from 0 to 1; a probability of exactly this counts
/// @param positives texts with the label among those it was chosen on; with few of them it may be chance
/// @param f1AtHalf F1 of the label on those texts with the threshold 0.5
/// @param f1 the same with this threshold; being the best of many, it is flattering
public record LabelThreshold(String label, double threshold, int positives, double f1AtHalf, double f1) {
    private static final double USUAL = 0.5;

    /// The threshold with the highest F1. It lies half-way between the two neighbouring probabilities that it parts, or
    /// at 0.5 if that parts them too. Of several with the same F1 the one nearest to 0.5 is taken, and of two equally
    /// near the higher. A label that no text has keeps 0.5.
    ///
    /// @param annotated for each text, at least one, whether it has the label
    /// @param probabilities from 0 to 1, in the same order
    public static LabelThreshold of(String label, boolean[] annotated, double[] probabilities) {
        int[] order = IntStream.range(0, annotated.length).boxed()
                .sorted(Comparator.comparingDouble((Integer text) -> probabilities[text]).reversed())
                .mapToInt(Integer::intValue).toArray();
        int positives = (int) IntStream.range(0, annotated.length).filter(text -> annotated[text]).count();
        double best = USUAL;
        double bestF1 = 0;
        double f1AtHalf = 0;
        int right = 0;
        for (int said = 1; said <= order.length; said++) {
            right += annotated[order[said - 1]] ? 1 : 0;
            double last = probabilities[order[said - 1]];
            double next = said == order.length ? 0 : probabilities[order[said]];
            if (said < order.length && next == last) {
                continue; // no threshold parts equal probabilities
            }
            double f1 = 2.0 * right / (said + positives);
            boolean atHalf = last >= USUAL && (said == order.length || next < USUAL);
            double threshold = atHalf ? USUAL : between(next, last);
            f1AtHalf = atHalf ? f1 : f1AtHalf;
            if (f1 > bestF1 || (f1 == bestF1 && Math.abs(threshold - USUAL) < Math.abs(best - USUAL))) {
                best = threshold;
                bestF1 = f1;
            }
        }
        return positives == 0
                ? new LabelThreshold(label, USUAL, 0, 0, 0)
                : new LabelThreshold(label, best, positives, f1AtHalf, bestF1);
    }

    /// Half-way, but never so low by rounding that the lower one would count.
    private static double between(double lower, double higher) {
        double middle = lower + (higher - lower) / 2;
        return middle > lower ? middle : higher;
    }
}
