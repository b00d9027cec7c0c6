package dev.retort.votes;

import java.util.Collection;

/// Whether votes that are still to come can change what those before decided.
public final class Majority {
    private Majority() {}

    /// The fewest further votes after which the value with the most votes may be settled, so that all others together
    /// can neither overtake nor reach it. 0 if it is settled already.
    ///
    /// @param counts readable votes of each value so far
    /// @param remaining votes still to come, readable or not; the result is never more
    public static int stillNeeded(Collection<Integer> counts, int remaining) {
        int most = 0;
        int next = 0;
        for (int count : counts) {
            next = Math.max(next, Math.min(most, count));
            most = Math.max(most, count);
        }
        // If the next k all go to the first, it is settled once most + k > next + (remaining - k).
        return Math.clamp(Math.floorDiv(next + remaining - most, 2) + 1, 0, remaining);
    }
}
