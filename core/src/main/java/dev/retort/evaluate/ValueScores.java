package dev.retort.evaluate;

import java.util.Comparator;
import java.util.stream.IntStream;

/// How well numbers were predicted.
///
/// @param meanSquaredError mean of (prediction - truth)²
/// @param meanAbsoluteError mean of the absolute difference
/// @param pearson linear correlation, from -1 to 1; 0 where it is undefined, because all truths or all predictions are
///        the same
/// @param spearman Pearson's correlation of the ranks; equal numbers share the mean of their ranks
public record ValueScores(double meanSquaredError, double meanAbsoluteError, double pearson, double spearman) {

    /// @param truth finite numbers, at least one
    /// @param predicted in the same order
    public static ValueScores of(double[] truth, double[] predicted) {
        double squared = 0;
        double absolute = 0;
        for (int text = 0; text < truth.length; text++) {
            double off = predicted[text] - truth[text];
            squared += off * off;
            absolute += Math.abs(off);
        }
        return new ValueScores(squared / truth.length, absolute / truth.length, correlation(truth, predicted),
                correlation(ranks(truth), ranks(predicted)));
    }

    private static double correlation(double[] one, double[] other) {
        double meanOne = IntStream.range(0, one.length).mapToDouble(i -> one[i]).average().orElse(0);
        double meanOther = IntStream.range(0, other.length).mapToDouble(i -> other[i]).average().orElse(0);
        double together = 0;
        double squaresOne = 0;
        double squaresOther = 0;
        for (int i = 0; i < one.length; i++) {
            together += (one[i] - meanOne) * (other[i] - meanOther);
            squaresOne += (one[i] - meanOne) * (one[i] - meanOne);
            squaresOther += (other[i] - meanOther) * (other[i] - meanOther);
        }
        return squaresOne == 0 || squaresOther == 0
                ? 0
                : Math.clamp(together / squaresOne * Math.sqrt(squaresOne / squaresOther), -1, 1);
    }

    private static double[] ranks(double[] numbers) {
        int[] order = IntStream.range(0, numbers.length).boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i])).mapToInt(Integer::intValue).toArray();
        double[] ranks = new double[numbers.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && numbers[order[to]] == numbers[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
