package dev.retort.annotate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Time as scheduling sees it.
public interface RunClock extends InstantSource {

    /// A count of nanoseconds that only goes forward.
    long nanos();

    /// Waits for the queue's next element.
    ///
    /// @param longest how long to wait
    /// @param expected whether something under way will put an element; a clock of a test goes forward only if not
    <T> Optional<T> next(BlockingQueue<T> queue, Duration longest, boolean expected) throws InterruptedException;

    /// The time of this machine.
    static RunClock system() {
        return new RunClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant instant() {
                return InstantSource.system().instant();
            }

            @Override
            public <T> Optional<T> next(BlockingQueue<T> queue, Duration longest, boolean expected)
                    throws InterruptedException {
                return Optional.ofNullable(queue.poll(longest.toNanos(), TimeUnit.NANOSECONDS));
            }
        };
    }
}
