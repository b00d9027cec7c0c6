package dev.retort.annotate;

import java.util.NavigableMap;
import java.util.TreeMap;

/// Tells a host that has had enough from one that answers 429 now and then, by chance: it has had enough once most of
/// the requests sent since a 429 are refused too. Where a host refuses faster than it answers, the first replies to a
/// burst are all refusals; there a request still on its way after [#PATIENCE] times what a refusal takes counts as
/// answered. Times are nanoseconds. Used by one thread.
final class Suspicion {
    /// Logarithms of how much likelier a reply is if half of all are 429, rather than a tenth: a sequential test (Wald
    /// 1945) that is wrong once in some 100 times. Four 429 in a row prove it.
    private static final double LIMITED = Math.log(0.5 / 0.1);
    private static final double PASSED = -Math.log(0.5 / 0.9);
    /// Grows by half the logarithm of the suspicions that came to nothing: each is one more chance to be wrong.
    private static final double PROOF = 6.4;
    /// Suspicions that came to nothing for each that did not, which make a host capricious.
    private static final int CAPRICIOUS = 5;
    private static final double PATIENCE = 3;
    /// A refusal that takes less than this share of an answer's time comes before answers do.
    private static final double HASTY = 0.5;
    /// Replies that mean latencies are smoothed over.
    private static final double SMOOTHED = 8;
    private static final long LONGEST = 5_000_000_000L;

    /// Requests on their way, by when they left.
    private final NavigableMap<Long, Integer> underWay = new TreeMap<>();
    private boolean open;
    private long since;
    private double evidence;
    private int all;
    private int proven;
    /// Nanoseconds that a refusal and an answer take; 0 before the first.
    private double refusal;
    private double answer;

    void left(long now) {
        underWay.merge(now, 1, Integer::sum);
    }

    /// A request that left then failed in a way that says nothing about limits.
    void failed(long leftAt) {
        underWay.computeIfPresent(leftAt, (_, count) -> count == 1 ? null : count - 1);
    }

    void answered(long leftAt, long now) {
        failed(leftAt);
        answer = smoothed(answer, now - leftAt);
        if (open && leftAt >= since) {
            evidence -= PASSED;
            open = evidence > 0;
        }
    }

    /// A request that left then was answered 429, whether or not that counts against the host.
    void refused(long leftAt, long now) {
        failed(leftAt);
        refusal = smoothed(refusal, now - leftAt);
    }

    /// Counts a refusal against the host.
    ///
    /// @return whether it is the first of a new suspicion
    boolean grow(long leftAt, long now) {
        boolean first = !open || now - since > LONGEST;
        if (first) {
            open = true;
            since = leftAt;
            evidence = 0;
            all++;
        }
        evidence += LIMITED;
        return first;
    }

    boolean isProven(long now) {
        return evidence - PASSED * asGoodAsAnswered(now) >= PROOF + Math.log(all - proven) / 2;
    }

    /// Those on their way that would have been refused by now, if they were to be.
    private int asGoodAsAnswered(long now) {
        long until = now - (long) (PATIENCE * refusal);
        return refusal > HASTY * answer || until <= since
                ? 0
                : underWay.subMap(since, true, until, true).values().stream().mapToInt(Integer::intValue).sum();
    }

    /// It is proven, and over.
    void close() {
        open = false;
        proven++;
    }

    /// Whether the host mostly answers 429 by chance.
    boolean isCapricious() {
        return all > CAPRICIOUS * proven;
    }

    private static double smoothed(double mean, long nanos) {
        return mean == 0 ? nanos : mean + (nanos - mean) / SMOOTHED;
    }
}
