package dev.retort.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Divides a batch among workers so that each has about as many tokens.
final class Shards {
    /// Fewer texts than this make a worker's matrix products inefficient.
    static final int LEAST_TEXTS = 4;

    private Shards() {}

    /// How many workers a batch is worth, given the cores.
    static int count(int threads, int batchSize) {
        return Math.clamp(batchSize / LEAST_TEXTS, 1, threads);
    }

    /// The longest text goes first, and each to whom has the fewest tokens by then.
    ///
    /// @return at most `count` parts, none empty; every text in one of them, in the order of the batch
    static List<List<Sample>> of(List<Sample> batch, int count) {
        var shards = new ArrayList<List<Integer>>();
        for (int shard = 0; shard < Math.min(count, batch.size()); shard++) {
            shards.add(new ArrayList<>());
        }
        long[] tokens = new long[shards.size()];
        List<Integer> longestFirst = new ArrayList<>();
        for (int text = 0; text < batch.size(); text++) {
            longestFirst.add(text);
        }
        longestFirst.sort(Comparator.comparingInt((Integer text) -> batch.get(text).tokens()).reversed());
        for (int text : longestFirst) {
            int least = 0;
            for (int shard = 1; shard < tokens.length; shard++) {
                least = tokens[shard] < tokens[least] ? shard : least;
            }
            shards.get(least).add(text);
            tokens[least] += batch.get(text).tokens();
        }
        return shards.stream().map(shard -> shard.stream().sorted().map(batch::get).toList()).toList();
    }
}
