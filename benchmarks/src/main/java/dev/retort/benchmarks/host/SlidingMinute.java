package dev.retort.benchmarks.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// A limit that no 60 seconds may go beyond, wherever they begin: the strictest shape that such limits have.
final class SlidingMinute {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private record Taken(long at, long amount) {}

    private final long limit;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private long sum;

    SlidingMinute(long limit) {
        this.limit = limit;
    }

    boolean admits(long amount, long now) {
        forget(now);
        return sum + amount <= limit;
    }

    void take(long amount, long now) {
        taken.add(new Taken(now, amount));
        sum += amount;
    }

    long limit() {
        return limit;
    }

    long left(long now) {
        forget(now);
        return limit - sum;
    }

    /// Until the oldest that counts is forgotten.
    Duration reset(long now) {
        forget(now);
        return taken.isEmpty() ? Duration.ZERO : Duration.ofNanos(taken.getFirst().at() + MINUTE - now);
    }

    private void forget(long now) {
        while (!taken.isEmpty() && now - taken.getFirst().at() >= MINUTE) {
            sum -= taken.remove().amount();
        }
    }
}
