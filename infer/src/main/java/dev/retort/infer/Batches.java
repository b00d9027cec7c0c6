package dev.retort.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Puts texts of equal or similar length together.
final class Batches {
    /// What running one more batch costs, in tokens: above it, padding a text is dearer than a batch of its own.
    private static final int COST = 8;

    private Batches() {}

    /// The batches that together cost least, padding included: with texts sorted by length, the best division of the
    /// first n follows from those of fewer.
    ///
    /// @param ids token ids by text
    /// @param mostTokens rows times the longest row of a batch, unless it has one row only
    /// @return indices of texts, shortest first, each exactly once
    static List<int[]> of(int[][] ids, int mostTokens) {
        int[] byLength = IntStream.range(0, ids.length).boxed()
                .sorted(Comparator.comparingInt((Integer text) -> ids[text].length)).mapToInt(Integer::intValue)
                .toArray();
        long[] cost = new long[byLength.length + 1];
        int[] start = new int[byLength.length + 1];
        for (int to = 1; to <= byLength.length; to++) {
            long longest = Math.max(1, ids[byLength[to - 1]].length);
            cost[to] = Long.MAX_VALUE;
            for (int from = to - 1; from >= 0 && (from == to - 1 || (to - from) * longest <= mostTokens); from--) {
                long total = cost[from] + COST + (to - from) * longest;
                if (total < cost[to]) {
                    cost[to] = total;
                    start[to] = from;
                }
            }
        }
        var batches = new ArrayList<int[]>();
        for (int to = byLength.length; to > 0; to = start[to]) {
            batches.add(0, Arrays.copyOfRange(byLength, start[to], to));
        }
        return batches;
    }
}
