package dev.retort.annotate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Time that stands still while something is under way, and otherwise jumps to the end of each wait.
final class VirtualClock implements RunClock {
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return START.plusNanos(nanos.get());
    }

    /// Time since the start.
    Duration now() {
        return Duration.ofNanos(nanos.get());
    }

    @Override
    public <T> Optional<T> next(BlockingQueue<T> queue, Duration longest, boolean expected)
            throws InterruptedException {
        if (expected && !longest.isZero()) {
            return Optional.of(queue.take());
        }
        T there = queue.poll();
        if (there == null) {
            nanos.addAndGet(longest.toNanos());
        }
        return Optional.ofNullable(there);
    }
}
