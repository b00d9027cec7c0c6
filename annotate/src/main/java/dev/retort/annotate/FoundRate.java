package dev.retort.annotate;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// Finds out how fast a host lets us ask that answers 429 without saying what its limit is. Used by one thread.
///
/// Nothing is paced until the host has had enough: of the requests sent since one that was answered 429, most are too
/// ([#PROOF]). Where a host refuses faster than it answers, the first replies to a burst are all refusals; there a
/// request still on its way after [#PATIENCE] times what a refusal takes counts as answered. A 429 between many answers is chance, or a limit passed by a hair; it costs a little of the pace and
/// nothing else, and not even that where it is a habit of the host. When the host has had enough, nothing leaves for a
/// second (or as long as the host asked), then one request probes; while probes fail, the wait doubles. After the first
/// that succeeds, requests leave at a pace:
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
    /// Logarithms of how much likelier a reply is if half of all are 429, rather than a tenth: a sequential test (Wald
    /// 1945) that is wrong once in some 100 times. Four 429 in a row prove it.
    private static final double LIMITED = Math.log(0.5 / 0.1);
    private static final double PASSED = -Math.log(0.5 / 0.9);
    /// Grows by half the logarithm of the suspicions that came to nothing: each is one more chance to be wrong.
    private static final double PROOF = 6.4;
    /// Suspicions that came to nothing for each that did not, from which on a probe may fail by chance too.
    private static final int CAPRICIOUS = 5;
    private static final int UNLUCKY_PROBES = 2;
    private static final double PATIENCE = 3;
    /// A refusal that takes less than this share of an answer's time comes before answers do.
    private static final double HASTY = 0.5;
    /// Replies that mean latencies are smoothed over.
    private static final double SMOOTHED = 8;
    /// Waits asked for while everything else was answered, after which no more are kept by all.
    private static final int FALSE_HINTS = 4;
    /// Answers to requests sent since a refusal that show that it was for that request alone.
    private static final int ANSWERED_ALL_THE_SAME = 4;
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
    private static final long SUSPICION = 5 * SECOND;

    private final long start;
    private final Answered answered;
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
    private boolean suspicious;
    private int suspicions;
    private int proofs;
    private long suspectedSince;
    private double evidence;
    /// Requests on their way, by when they left.
    private final NavigableMap<Long, Integer> underWay = new TreeMap<>();
    /// Nanoseconds that a refusal and an answer take; 0 before the first.
    private double refusal;
    private double answer;
    /// The request that was last refused with a wait, and answers to requests sent since.
    private long hintedAt = Long.MAX_VALUE;
    private int answeredSinceHint;
    private int falseHints;

    FoundRate(long start) {
        this.start = start;
        this.answered = new Answered(start);
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
        underWay.merge(now, 1, Integer::sum);
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
        arrived(leftAt);
        answer = smoothed(answer, now - leftAt);
        if (leftAt > hintedAt && ++answeredSinceHint == ANSWERED_ALL_THE_SAME) {
            falseHints++;
        }
        answered.add(now);
        if (leftAt >= enoughAt) {
            answeredSince++;
        }
        if (isProbe(leftAt)) {
            resume(now);
        }
        if (suspicious && leftAt >= suspectedSince) {
            evidence -= PASSED;
            suspicious = evidence > 0;
        }
    }

    /// A request that left then failed in a way that says nothing about limits.
    void failed(long leftAt) {
        arrived(leftAt);
        if (isProbe(leftAt)) {
            probeOut = false;
        }
    }

    /// A request that left then was answered 429.
    ///
    /// @param asked how long the host asks to wait
    /// @return whether this showed that the host has had enough
    boolean limited(long leftAt, Optional<Duration> asked, long now) {
        arrived(leftAt);
        refusal = smoothed(refusal, now - leftAt);
        asked.filter(_ -> falseHints < FALSE_HINTS).ifPresent(wait -> {
            hold(now + wait.toNanos());
            hintedAt = leftAt;
            answeredSinceHint = 0;
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

    private static double smoothed(double mean, long nanos) {
        return mean == 0 ? nanos : mean + (nanos - mean) / SMOOTHED;
    }

    private void arrived(long leftAt) {
        underWay.computeIfPresent(leftAt, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Those on their way that would have been refused by now, if they were to be.
    private int asGoodAsAnswered(long now) {
        long until = now - (long) (PATIENCE * refusal);
        return refusal > HASTY * answer || until <= suspectedSince
                ? 0
                : underWay.subMap(suspectedSince, true, until, true).values().stream().mapToInt(Integer::intValue)
                        .sum();
    }

    private boolean isProbe(long leftAt) {
        return probing && probeOut && leftAt >= enoughAt;
    }

    private boolean suspect(long leftAt, Optional<Duration> asked, long now) {
        if (!suspicious || now - suspectedSince > SUSPICION) {
            suspicious = true;
            suspectedSince = leftAt;
            evidence = 0;
            suspicions++;
            stray(now);
        }
        evidence += LIMITED;
        if (evidence - PASSED * asGoodAsAnswered(now) >= PROOF + Math.log(suspicions - proofs) / 2) {
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
        perSecond = pace.isEmpty() ? BELOW * answered.inLastMinute(now) / 60.0 : slower(now);
        doubling = pace.isEmpty() && asked.map(Duration::toNanos).orElse(0L) < LONG_HINT;
        enoughAt = now;
        answeredSince = 0;
        habit = false;
        cuts = 0;
        suspicious = false;
        proofs++;
        falseHints = 0;
        hintedAt = Long.MAX_VALUE;
        hold(now + asked.map(Duration::toNanos).orElse(SECOND));
        probing = true;
        probeOut = false;
        failedProbes = 0;
    }

    private double slower(long now) {
        double used = Math.min(perSecond, 1.5 * answered.inLastTenSeconds(now) / 10.0);
        double since = (now - enoughAt) / 1e9;
        double found = since >= 3 && answeredSince >= 20
                ? Math.clamp(BELOW * answeredSince / since, 0.3 * used, 0.95 * used)
                : 0.7 * used;
        return Math.max(found, floor(now));
    }

    private double floor(long now) {
        return now - start < 60 * SECOND ? SLOWEST : Math.max(SLOWEST, FLOOR * answered.inLastMinute(now) / 60.0);
    }

    private void resume(long now) {
        probing = false;
        probeOut = false;
        doubling &= failedProbes <= (suspicions > CAPRICIOUS * proofs ? UNLUCKY_PROBES : 0);
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

    /// Answers of the last minute, by the second.
    private static final class Answered {
        private static final int SECONDS = 60;

        private final long[] counts = new long[SECONDS];
        private final long start;
        private long newest;

        Answered(long start) {
            this.start = start;
        }

        void add(long now) {
            counts[turn(now)]++;
        }

        long inLastMinute(long now) {
            return inLast(SECONDS, now);
        }

        long inLastTenSeconds(long now) {
            return inLast(10, now);
        }

        private long inLast(int seconds, long now) {
            turn(now);
            long sum = 0;
            for (long second = Math.max(0, newest - seconds + 1); second <= newest; second++) {
                sum += counts[(int) (second % SECONDS)];
            }
            return sum;
        }

        private int turn(long now) {
            long second = (now - start) / SECOND;
            for (long passed = Math.max(newest + 1, second - SECONDS + 1); passed <= second; passed++) {
                counts[(int) (passed % SECONDS)] = 0;
            }
            newest = Math.max(newest, second);
            return (int) (newest % SECONDS);
        }
    }
}
