package dev.retort.train;

import dev.retort.encoder.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which texts meet in a batch: every epoch another random order, cut into batches.
///
/// Lengths play no part: labels go with them, and [dev.retort.encoder.Batch] needs no padding.
final class BatchOrder {
    private BatchOrder() {}

    /// @return indices of the texts of each batch; every text once
    static List<int[]> of(int texts, int batchSize, CounterRandom random) {
        int[] order = random.permutation(texts);
        var batches = new ArrayList<int[]>(count(texts, batchSize));
        for (int from = 0; from < texts; from += batchSize) {
            batches.add(Arrays.copyOfRange(order, from, Math.min(from + batchSize, texts)));
        }
        return batches;
    }

    /// Steps of an epoch.
    static int count(int texts, int batchSize) {
        return (texts + batchSize - 1) / batchSize;
    }
}
