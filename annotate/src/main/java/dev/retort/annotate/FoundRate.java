package dev.retort.annotate;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/// Finds out how fast a host lets us ask that answers 429 without saying what its limit is. Used by one thread.
///
/// Nothing is paced until the host has had enough, as [Suspicion] finds. A 429 between many answers is chance, or a
/// limit passed by a hair; it costs a little of the pace and nothing else, and not even that where it is a habit of the
/// host. When the host has had enough, nothing leaves for a second (or as long as the host asked), then one request
/// probes; while probes fail, the wait doubles. After the first that succeeds, requests leave at a pace:
///
/// - at first what the last minute brought, in a minute, because most limits are by the minute. If the host reopened at
///   once, that may be far too slow, so the pace starts at an eighth of what was answered while nothing was paced, if
///   that is more, and doubles every two seconds; if it was closed longer, its window is used up and the pace is right.
/// - later what was answered since the last time, by the time it took: between two times that a bucket was empty, that is
///   its refill; between two ends of a window, its limit.
///
/// Undisturbed, the pace rises, first slowly, then faster, as in CUBIC TCP (RFC 9438). It never falls under
/// [#FLOOR] of what the last whole minute brought, or chance would wear it down.
final class FoundRate {
    /// Probes of a capricious host that may fail by chance too.
    private static final int UNLUCKY_PROBES = 2;
    /// Cuts in a row that changed nothing, after which 429 is taken for a habit of the host that no pace cures.
    private static final int CUTS = 10;
    private static final double BELOW = 0.97;
    private static final double FLOOR = 0.85;
    /// Requests a second; three a minute is the smallest limit that hosts have.
    private static final double SLOWEST = 0.05;
    private static final long SECOND = 1_000_000_000L;
    private static final long DOUBLING = 2 * SECOND;
    private static final long LONGEST_HOLD = 15 * SECOND;
    /// A wait asked for that tells of a window rather than of a bucket.
    private static final long LONG_HINT = 5 * SECOND;
    private static final long FROZEN = 10 * SECOND;

    private final long start;
    private final LastMinute answered;
    private final Suspicion suspicion = new Suspicion();
    private final WaitHints hints = new WaitHints();
    private Optional<Refill> pace = Optional.empty();
    private double perSecond;
    private boolean doubling;
    /// Answers a second before the host had enough for the first time.
    private double unpaced;
    private long grownAt;
    private long frozenUntil;

    private long heldUntil = Long.MIN_VALUE;
    private boolean probing;
    private boolean probeOut;
    private int failedProbes;

    private long enoughAt;
    private long answeredSince;

    /// Cuts for strays in a row, and the pace before the first.
    private int cuts;
    private double uncut;
    private boolean habit;

    FoundRate(long start) {
        this.start = start;
        this.answered = new LastMinute(start);
        this.enoughAt = start;
    }

    /// When a request may leave, or when to ask again; [Long#MAX_VALUE] while one on its way must come back first.
    long opensAt(long now) {
        if (now < heldUntil) {
            return heldUntil;
        }
        if (probing) {
            return probeOut ? Long.MAX_VALUE : now;
        }
        grow(now);
        // The pace may have risen meanwhile, so one asks again soon.
        return pace.isPresent() ? Math.min(pace.get().readyAt(1, now), now + SECOND) : now;
    }

    void leave(long now) {
        suspicion.left(now);
        if (probing) {
            probeOut = true;
        } else {
            pace.ifPresent(refill -> refill.take(1, now));
        }
    }

    /// Asks nothing before then, because the host asked for it.
    void hold(long until) {
        heldUntil = Math.max(heldUntil, until);
    }

    /// A request that left then was answered.
    void passed(long leftAt, long now) {
        suspicion.answered(leftAt, now);
        hints.answered(leftAt);
        answered.add(now);
        if (leftAt >= enoughAt) {
            answeredSince++;
        }
        if (isProbe(leftAt)) {
            resume(now);
        }
    }

    /// A request that left then failed in a way that says nothing about limits.
    void failed(long leftAt) {
        suspicion.failed(leftAt);
        if (isProbe(leftAt)) {
            probeOut = false;
        }
    }

    /// A request that left then was answered 429.
    ///
    /// @param asked how long the host asks to wait
    /// @return whether this showed that the host has had enough
    boolean limited(long leftAt, Optional<Duration> asked, long now) {
        suspicion.refused(leftAt, now);
        asked.filter(_ -> hints.areForAll()).ifPresent(wait -> {
            hold(now + wait.toNanos());
            hints.hinted(leftAt);
        });
        if (isProbe(leftAt)) {
            probeOut = false;
            failedProbes++;
            hold(now + asked.map(Duration::toNanos)
                    .orElse(Math.min(LONGEST_HOLD, SECOND << Math.min(10, failedProbes))));
        } else if (!probing && leftAt >= enoughAt) {
            return suspect(leftAt, asked, now);
        }
        return false;
    }

    private boolean isProbe(long leftAt) {
        return probing && probeOut && leftAt >= enoughAt;
    }

    private boolean suspect(long leftAt, Optional<Duration> asked, long now) {
        if (suspicion.grow(leftAt, now)) {
            stray(now);
        }
        if (suspicion.isProven(now)) {
            enough(asked, now);
            return true;
        }
        return false;
    }

    /// The pace may be a hair too fast.
    private void stray(long now) {
        if (pace.isEmpty() || doubling || habit || now < frozenUntil - FROZEN + SECOND) {
            return;
        }
        boolean anotherOne = now < frozenUntil + FROZEN;
        if (!anotherOne || cuts == 0) {
            cuts = 0;
            uncut = perSecond;
        }
        cuts++;
        if (cuts > CUTS) {
            habit = true;
            doubling = true;
            change(uncut, now);
            return;
        }
        change(Math.max(perSecond * BELOW, floor(now)), now);
        frozenUntil = now + FROZEN;
    }

    private void enough(Optional<Duration> asked, long now) {
        unpaced = answeredSince * 1e9 / Math.max(SECOND, now - enoughAt);
        perSecond = pace.isEmpty() ? BELOW * answered.sum(now) / 60.0 : slower(now);
        doubling = pace.isEmpty() && asked.map(Duration::toNanos).orElse(0L) < LONG_HINT;
        enoughAt = now;
        answeredSince = 0;
        habit = false;
        cuts = 0;
        suspicion.close();
        hints.forget();
        hold(now + asked.map(Duration::toNanos).orElse(SECOND));
        probing = true;
        probeOut = false;
        failedProbes = 0;
    }

    private double slower(long now) {
        double used = Math.min(perSecond, 1.5 * answered.sumOfLastTenSeconds(now) / 10.0);
        double since = (now - enoughAt) / 1e9;
        double found = since >= 3 && answeredSince >= 20
                ? Math.clamp(BELOW * answeredSince / since, 0.3 * used, 0.95 * used)
                : 0.7 * used;
        return Math.max(found, floor(now));
    }

    private double floor(long now) {
        return now - start < 60 * SECOND ? SLOWEST : Math.max(SLOWEST, FLOOR * answered.sum(now) / 60.0);
    }

    private void resume(long now) {
        probing = false;
        probeOut = false;
        doubling &= failedProbes <= (suspicion.isCapricious() ? UNLUCKY_PROBES : 0);
        perSecond = Math.max(doubling ? Math.max(perSecond, unpaced / 8) : perSecond, floor(now));
        pace = Optional.of(new Refill(perSecond, burst(), now));
        grownAt = now;
        frozenUntil = now;
    }

    private void grow(long now) {
        double seconds = Math.min(SECOND, now - grownAt) / 1e9;
        if (pace.isEmpty() || seconds < 0.05) {
            return;
        }
        grownAt = now;
        if (doubling) {
            change(perSecond * Math.pow(2, seconds * SECOND / DOUBLING), now);
        } else if (now >= frozenUntil) {
            double undisturbed = (now - frozenUntil) / (60.0 * SECOND);
            change(perSecond * (1 + 0.003 * seconds * (1 + undisturbed * undisturbed)), now);
        }
    }

    private void change(double newPerSecond, long now) {
        perSecond = Math.min(1e6, newPerSecond);
        pace.ifPresent(refill -> refill.change(perSecond, burst(), now));
    }

    /// A second's worth at the most, so that no window overflows by it.
    private double burst() {
        return Math.clamp(perSecond / 4, 1, 50);
    }

    /// Requests a second that are kept to; empty while no limit was met.
    OptionalDouble perSecond() {
        return pace.isPresent() ? OptionalDouble.of(perSecond) : OptionalDouble.empty();
    }
}
