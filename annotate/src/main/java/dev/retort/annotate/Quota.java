package dev.retort.annotate;

import dev.retort.hosts.Limits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Keeps an account's requests, or its tokens, under a limit a minute, given or told by the host. Used by one thread.
///
/// Two rules, both of which must hold:
///
/// - The pace: units leave evenly, at [#SHARE] of the limit with at most [#BURST] of it at once. So whatever shape the
///   host's window has (one that begins with the minute, one that slides, a bucket that refills), no 60 seconds hold
///   more than the limit: 0.98 + 0.015 of it.
/// - What the host says is left, less what has left here since that reply's request did. Other programs on the same
///   account, or a host that counts more for a request than we do, show up here. It comes back at the reset that was
///   told; where that is the time a bucket takes to fill, it comes back steadily.
///
/// A limit for a longer time than a minute (a day's) is not paced, only counted down.
final class Quota {
    static final double SHARE = 0.98;
    static final double BURST = 0.015;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /// After so long without a word, what was told about the remainder is tried out.
    private static final long LONGEST = MINUTE;

    private final OptionalLong given;
    private Optional<Refill> pace = Optional.empty();
    private double perMinute;
    /// Units that ever left.
    private double taken;
    /// The value of `taken` when the request left whose reply told the remainder.
    private double toldAt = Double.NEGATIVE_INFINITY;
    private double left;
    private double full;
    private double refillPerNano;
    private long risenAt;
    private long backAt = Long.MIN_VALUE;

    /// @param given most units a minute; empty to learn it from the host
    Quota(OptionalLong given, long now) {
        this.given = given;
        given.ifPresent(limit -> pace((double) limit, now));
    }

    private void pace(double limitPerMinute, long now) {
        perMinute = limitPerMinute;
        double perSecond = SHARE * limitPerMinute / 60;
        double burst = Math.max(1, BURST * limitPerMinute);
        pace.ifPresentOrElse(refill -> refill.change(perSecond, burst, now),
                () -> pace = Optional.of(new Refill(perSecond, burst, now)));
    }

    /// When the amount may leave.
    long opensAt(double amount, long now) {
        long paced = pace.isPresent() ? pace.get().readyAt(amount, now) : now;
        return Math.max(paced, leftAt(amount, now));
    }

    private long leftAt(double amount, long now) {
        if (backAt == Long.MIN_VALUE) {
            return now;
        }
        if (now >= backAt) {
            backAt = Long.MIN_VALUE;
            return now;
        }
        left = Math.min(full, left + (now - risenAt) * refillPerNano);
        risenAt = now;
        double missing = Math.min(amount, full) - left;
        if (missing <= 1e-6) {
            return now;
        }
        return refillPerNano > 0 ? Math.min(backAt, now + (long) Math.ceil(missing / refillPerNano)) : backAt;
    }

    /// Notes that the amount left.
    ///
    /// @return names this moment in [#hear]
    double leave(double amount, long now) {
        pace.ifPresent(refill -> refill.take(amount, now));
        left -= amount;
        taken += amount;
        return taken;
    }

    /// Notes that a request took more, or less, than was thought when it left.
    void correct(double more, long now) {
        pace.ifPresent(refill -> refill.take(more, now));
    }

    /// Learns from a reply.
    ///
    /// @param moment of the request's leaving
    void hear(Limits.Window told, double moment, long now) {
        Optional<Long> reset = told.reset().map(Duration::toNanos).filter(nanos -> nanos > 0);
        boolean aboutAMinute = told.length().map(length -> length.toNanos() <= MINUTE)
                .orElse(reset.orElse(0L) <= MINUTE + MINUTE / 10);
        if (given.isEmpty() && told.limit().isPresent() && told.limit().getAsLong() > 0 && aboutAMinute) {
            double minutes = told.length().map(length -> Math.max(1e9, (double) length.toNanos()) / MINUTE).orElse(1.0);
            double limit = told.limit().getAsLong() / minutes;
            if (limit != perMinute) {
                pace(limit, now);
            }
        }
        if (told.remaining().isPresent() && moment >= toldAt) {
            toldAt = moment;
            remainder(told, reset.orElse(MINUTE), moment, now);
        }
    }

    private void remainder(Limits.Window told, long reset, double moment, long now) {
        double remaining = told.remaining().orElse(0);
        full = (double) Math.max(1, told.limit().orElse(told.remaining().orElse(1)));
        left = remaining - (taken - moment);
        risenAt = now;
        long length = told.length().map(Duration::toNanos).orElse(MINUTE);
        double untilFull = (full - remaining) / full * length;
        boolean steadily = told.reset().isEmpty() || Math.abs(untilFull - reset) <= 0.1 * length;
        refillPerNano = steadily ? full / length : 0;
        backAt = now + Math.min(steadily ? length : reset, LONGEST);
    }

    /// The limit a minute that is kept; empty while none is known.
    OptionalDouble perMinute() {
        return pace.isPresent() ? OptionalDouble.of(perMinute) : OptionalDouble.empty();
    }
}
