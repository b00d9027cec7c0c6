package dev.retort.annotate;

/// Tells whether the waits that a host asks for are meant for all requests. Where those sent after the refused one are
/// answered all the same, it was meant for that one alone. Times are nanoseconds. Used by one thread.
final class WaitHints {
    /// Answers to requests sent since a refusal that show that it was for that request alone.
    private static final int ANSWERED_ALL_THE_SAME = 4;
    /// Such refusals, after which no wait is kept by all.
    private static final int FALSE_HINTS = 4;

    /// The request that was last refused with a wait, and answers to requests sent since.
    private long hintedAt = Long.MAX_VALUE;
    private int answeredSince;
    private int falseHints;

    boolean areForAll() {
        return falseHints < FALSE_HINTS;
    }

    /// A request that left then was refused with a wait.
    void hinted(long leftAt) {
        hintedAt = leftAt;
        answeredSince = 0;
    }

    /// A request that left then was answered.
    void answered(long leftAt) {
        if (leftAt > hintedAt && ++answeredSince == ANSWERED_ALL_THE_SAME) {
            falseHints++;
        }
    }

    void forget() {
        falseHints = 0;
        hintedAt = Long.MAX_VALUE;
    }
}
