package dev.retort.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Percentile bootstrap (Efron 1979) of accuracy and macro F1: 1,000 resamples of the examples with replacement, the
/// same statistics on each, and the 2.5th and 97.5th percentile with linear interpolation. Examples without a
/// prediction are resampled like all others and count as wrong. A resample that misses a rare class has an F1 of 0
/// there, as the statistic itself would: with few examples of a class, macro F1 is that uncertain.
///
/// Only the cell of the confusion matrix matters about an example, so cells are drawn.
record Bootstrap(Interval accuracy, Interval macroF1) {
    static final int RESAMPLES = 1000;
    static final double LEVEL = 0.95;

    static Bootstrap of(ConfusionMatrix confusion, long seed) {
        int k = confusion.classes().size();
        int[] cells = cells(confusion);
        var random = new SplittableRandom(seed);
        double[] accuracy = new double[RESAMPLES];
        double[] macroF1 = new double[RESAMPLES];
        int[] counts = new int[k * (k + 1)];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < cells.length; i++) {
                counts[cells[random.nextInt(cells.length)]]++;
            }
            accuracy[resample] = accuracy(counts, k, cells.length);
            macroF1[resample] = macroF1(counts, k);
        }
        return new Bootstrap(interval(accuracy, seed), interval(macroF1, seed));
    }

    /// The cell, `truth * (classes + 1) + predicted`, of every example.
    private static int[] cells(ConfusionMatrix confusion) {
        int columns = confusion.classes().size() + 1;
        int[] cells = new int[confusion.examples()];
        int next = 0;
        for (int truth = 0; truth < columns - 1; truth++) {
            for (int predicted = 0; predicted < columns; predicted++) {
                int count = confusion.count(truth, predicted);
                Arrays.fill(cells, next, next + count, truth * columns + predicted);
                next += count;
            }
        }
        return cells;
    }

    private static double accuracy(int[] counts, int k, int examples) {
        int right = 0;
        for (int i = 0; i < k; i++) {
            right += counts[i * (k + 1) + i];
        }
        return (double) right / examples;
    }

    private static double macroF1(int[] counts, int k) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
            int support = 0;
            int predicted = 0;
            for (int j = 0; j <= k; j++) {
                support += counts[i * (k + 1) + j];
                predicted += j < k ? counts[j * (k + 1) + i] : 0;
            }
            sum += Scores.of(counts[i * (k + 1) + i], predicted, support).f1();
        }
        return sum / k;
    }

    private static Interval interval(double[] statistics, long seed) {
        Arrays.sort(statistics);
        return new Interval(percentile(statistics, (1 - LEVEL) / 2), percentile(statistics, (1 + LEVEL) / 2), LEVEL,
                statistics.length, seed);
    }

    private static double percentile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
