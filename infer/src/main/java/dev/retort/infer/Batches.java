package dev.retort.infer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Puts texts of similar length together, so that little padding is computed.
final class Batches {
    private Batches() {}

    /// @param ids token ids by text
    /// @param mostTokens rows times the longest row of a batch, unless it has one row only
    /// @return indices of texts, shortest first, each exactly once
    static List<int[]> of(int[][] ids, int mostTokens) {
        int[] byLength = IntStream.range(0, ids.length).boxed()
                .sorted(Comparator.comparingInt((Integer text) -> ids[text].length)).mapToInt(Integer::intValue)
                .toArray();
        var batches = new ArrayList<int[]>();
        int from = 0;
        while (from < byLength.length) {
            int to = from + 1;
            while (to < byLength.length && (long) (to + 1 - from) * ids[byLength[to]].length <= mostTokens) {
                to++;
            }
            batches.add(IntStream.range(from, to).map(i -> byLength[i]).toArray());
            from = to;
        }
        return batches;
    }
}
