package dev.retort.train;

import dev.retort.encoder.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Batches of texts of similar length, so that little of a batch is padding (half the time on short texts).
///
/// The texts are shuffled and cut into windows of 16 batches; only within a window are they sorted by length, and the
/// batches of the whole epoch are shuffled again. Which texts meet in a batch and when a length comes up thus stay
/// random.
final class BatchOrder {
    private static final int BATCHES_PER_WINDOW = 16;

    private BatchOrder() {}

    /// @param lengths tokens of each text
    /// @return indices of the texts of each batch; every text once
    static List<int[]> of(int[] lengths, int batchSize, CounterRandom random) {
        Integer[] order = Arrays.stream(random.permutation(lengths.length)).boxed().toArray(Integer[]::new);
        var batches = new ArrayList<int[]>();
        int window = batchSize * BATCHES_PER_WINDOW;
        for (int from = 0; from < order.length; from += window) {
            int to = Math.min(from + window, order.length);
            Arrays.sort(order, from, to, Comparator.comparingInt(text -> lengths[text]));
            for (int start = from; start < to; start += batchSize) {
                batches.add(Arrays.stream(order, start, Math.min(start + batchSize, to)).mapToInt(i -> i).toArray());
            }
        }
        return Arrays.stream(random.permutation(batches.size())).mapToObj(batches::get).toList();
    }

    /// Steps of an epoch.
    static int count(int texts, int batchSize) {
        return (texts + batchSize - 1) / batchSize;
    }
}
