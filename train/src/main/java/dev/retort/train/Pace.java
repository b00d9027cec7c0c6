package dev.retort.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How fast a run goes and when it will be over. Time is taken to be in proportion to tokens.
final class Pace {
    private final LongSupplier nanoTime;
    private final long begin;
    private long tokensLeft;
    private long tokensDone;
    private long textsDone;

    /// @param tokensLeft tokens of all texts in all epochs still to come
    Pace(LongSupplier nanoTime, long tokensLeft) {
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.tokensLeft = tokensLeft;
    }

    void learnt(int texts, long tokens) {
        textsDone += texts;
        tokensDone += tokens;
        tokensLeft -= tokens;
    }

    double textsPerSecond() {
        return textsDone / Math.max(1e-9, (nanoTime.getAsLong() - begin) / 1e9);
    }

    Duration left() {
        double nanosPerToken = (nanoTime.getAsLong() - begin) / (double) Math.max(1, tokensDone);
        return Duration.ofNanos(Math.round(nanosPerToken * tokensLeft));
    }
}
