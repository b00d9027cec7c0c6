package dev.retort.annotate;

import dev.retort.hosts.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/// A host with a limit of requests and tokens a minute, in one of the shapes that hosts' limits have. Times are
/// nanoseconds.
final class LimitedHost {
    private static final double MINUTE = 60e9;

    enum Shape {
        /// A new window begins with every minute of the host's clock.
        FIXED,
        /// No 60 seconds may hold more.
        SLIDING,
        /// A minute's worth at first, refilled steadily.
        BUCKET,
        /// Two seconds' worth at the most, refilled steadily.
        SMALL_BUCKET
    }

    /// What the host answers to.
    private record Taken(long at, double amount) {}

    private static final class Meter {
        private final Shape shape;
        private final double limit;
        private final double capacity;
        private final long offset;
        private final Deque<Taken> taken = new ArrayDeque<>();
        private double level;
        private long at;

        /// @param offset how far into its first window the host is
        Meter(Shape shape, double limit, long offset) {
            this.shape = shape;
            this.limit = limit;
            this.offset = offset;
            this.capacity = shape == Shape.SMALL_BUCKET ? limit / 30 : limit;
            this.level = capacity;
        }

        void advance(long now) {
            switch (shape) {
                case FIXED -> {
                    if ((long) ((now + offset) / MINUTE) != (long) ((at + offset) / MINUTE)) {
                        level = limit;
                    }
                }
                case SLIDING -> {
                    while (!taken.isEmpty() && taken.getFirst().at() <= now - MINUTE) {
                        level += taken.removeFirst().amount();
                    }
                }
                case BUCKET, SMALL_BUCKET -> level = Math.min(capacity, level + (now - at) * limit / MINUTE);
            }
            at = now;
        }

        void take(double amount) {
            level -= amount;
            if (shape == Shape.SLIDING) {
                taken.addLast(new Taken(at, amount));
            }
        }

        /// Time until it is full again.
        long reset() {
            return (long) switch (shape) {
                case FIXED -> MINUTE - (at + offset) % MINUTE;
                case SLIDING -> taken.isEmpty() ? 0 : taken.getLast().at() + MINUTE - at;
                case BUCKET, SMALL_BUCKET -> (capacity - level) / limit * MINUTE;
            };
        }

        /// Time until the amount can be had.
        long until(double amount) {
            return (long) switch (shape) {
                case FIXED -> reset();
                case SLIDING -> taken.isEmpty() ? 0 : taken.getFirst().at() + MINUTE - at;
                case BUCKET, SMALL_BUCKET -> Math.max(0, amount - level) / limit * MINUTE;
            };
        }

        Limits.Window told() {
            return new Limits.Window(OptionalLong.of((long) limit), OptionalLong.of((long) Math.max(0, level)),
                    Optional.of(Duration.ofNanos(reset())));
        }
    }

    private final Meter requests;
    private final Meter tokens;

    LimitedHost(Shape shape, double requestsPerMinute, double tokensPerMinute, long offset) {
        requests = new Meter(shape, requestsPerMinute, offset);
        tokens = new Meter(shape, tokensPerMinute, offset);
    }

    /// A request arrives.
    ///
    /// @return how long it must wait; empty if it is taken
    Optional<Duration> arrives(double itsTokens, long now) {
        requests.advance(now);
        tokens.advance(now);
        if (requests.level >= 1 && tokens.level >= itsTokens) {
            requests.take(1);
            tokens.take(itsTokens);
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.max(requests.until(1), tokens.until(itsTokens))));
    }

    /// What the headers of a reply say now.
    Limits limits(long now) {
        requests.advance(now);
        tokens.advance(now);
        return new Limits(requests.told(), tokens.told());
    }
}
