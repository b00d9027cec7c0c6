package dev.retort.annotate;

import java.time.Duration;

/// How many requests of one account may be on their way at once, found out by trying: additive increase,
/// multiplicative decrease (Chiu and Jain 1989), with TCP's slow start. Used by one thread.
///
/// It begins at [#FIRST] and doubles with each round of answers, later grows by a third, until the host shows that it has
/// enough: too many requests, overload or time-outs, answers [#SLOWED] times as slow as in the fastest phase. Such a
/// time cuts the limit once, whatever else was on its way; then it grows by one a round. Single failures among many
/// answers are chance: to cut, they must be [#TOO_MANY] of the last few replies.
final class Concurrency {
    static final int FIRST = 8;
    static final double SLOWED = 3;
    /// From here on, or from half of what is allowed if that is more, a round of answers raises the limit by a third: who
    /// allows many expects a host that takes them.
    private static final int CAREFUL = 24;
    private static final double CUT = 0.7;
    private static final double TOO_MANY = 0.3;
    /// Replies that a share of failures is smoothed over.
    private static final double MEMORY = 16;
    private static final double CUT_FOR_LATENCY = 0.9;
    /// Answers before a mean latency means something.
    private static final int ENOUGH = 16;
    /// By how much the memory of the best mean fades with each answer.
    private static final double FADE = 1.0005;

    private final int most;
    private double limit;
    private boolean slowStart = true;
    private long cutAt = Long.MIN_VALUE;
    private double mean;
    private double best = Double.POSITIVE_INFINITY;
    private long measured;
    private double failing;

    Concurrency(int most) {
        this.most = most;
        this.limit = Math.min(FIRST, most);
    }

    int limit() {
        return (int) limit;
    }

    /// A request that left then was answered.
    void answered(long leftAt, Duration latency, long now) {
        failing -= failing / MEMORY;
        limit = Math.min(most, limit + growth());
        double nanos = latency.toNanos();
        mean = measured == 0 ? nanos : mean + (nanos - mean) / Math.max(ENOUGH, limit);
        measured++;
        if (measured < ENOUGH) {
            return;
        }
        best = Math.min(best * FADE, mean);
        if (mean > SLOWED * best && limit > FIRST) {
            cut(leftAt, CUT_FOR_LATENCY, now);
        }
    }

    private double growth() {
        if (slowStart) {
            return limit < Math.max(CAREFUL, most / 2) ? 1 : 0.3;
        }
        return 1 / limit;
    }

    /// The host was too busy for a request that left then, or seems so.
    void failed(long leftAt, long now) {
        failing += (1 - failing) / MEMORY;
        if (failing > TOO_MANY) {
            cut(leftAt, CUT, now);
        }
    }

    /// The host has had more than it takes.
    void exceeded(long leftAt, long now) {
        cut(leftAt, CUT, now);
    }

    private void cut(long leftAt, double factor, long now) {
        if (leftAt >= cutAt || cutAt == Long.MIN_VALUE) {
            limit = Math.max(1, limit * factor);
            slowStart = false;
            cutAt = now;
            failing = 0;
        }
    }
}
