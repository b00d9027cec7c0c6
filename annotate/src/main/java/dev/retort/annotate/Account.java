package dev.retort.annotate;

import dev.retort.hosts.Limits;
import dev.retort.hosts.Trouble;
import dev.retort.teacher.RateLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a host takes from one account: the limits that were given, told or found out. The scheduler asks it whether a
/// request may leave and, if not, when. Times are nanoseconds. Used by one thread.
final class Account {
    /// Answers that the scale is smoothed over.
    private static final double SMOOTHED = 16;

    private final Quota requests;
    private final Quota tokens;
    private final FoundRate found;
    private final Concurrency concurrency;
    private int inFlight;
    /// What a request really takes for each token that it was thought to.
    private double scale = 1;

    /// @param mostInFlight the limit in flight is never over it
    Account(RateLimits limits, int mostInFlight, long now) {
        this.requests = new Quota(limits.requestsPerMinute(), now);
        this.tokens = new Quota(limits.tokensPerMinute(), now);
        this.found = new FoundRate(now);
        this.concurrency = new Concurrency(mostInFlight);
    }

    /// A request on its way.
    ///
    /// @param thought tokens it was thought to take, by whoever asked
    /// @param tokens the same, by what earlier requests really took
    /// @param requestMoment names its leaving among the requests
    /// @param tokenMoment names its leaving among the tokens
    record Departure(long at, double thought, double tokens, double requestMoment, double tokenMoment) {
        static final Departure NONE = new Departure(0, 0, 0, 0, 0);
    }

    /// The earliest time at which a request may leave; [Long#MAX_VALUE] while one on its way must come back first.
    ///
    /// @param itsTokens prompt and reply, as far as one can tell
    long opensAt(double itsTokens, long now) {
        if (inFlight >= concurrency.limit()) {
            return Long.MAX_VALUE;
        }
        long opens = Math.max(requests.opensAt(1, now), tokens.opensAt(itsTokens * scale, now));
        return Math.max(opens, found.opensAt(now));
    }

    Departure leave(double itsTokens, long now) {
        inFlight++;
        found.leave(now);
        double scaled = itsTokens * scale;
        return new Departure(now, itsTokens, scaled, requests.leave(1, now), tokens.leave(scaled, now));
    }

    /// @param used prompt and reply as the host counted them; empty if it did not say
    void answered(Departure departure, OptionalDouble used, Duration latency, Limits limits, long now) {
        inFlight--;
        hear(departure, limits, now);
        used.ifPresent(really -> {
            tokens.correct(really - departure.tokens(), now);
            if (departure.thought() > 0) {
                scale += (really / departure.thought() - scale) / SMOOTHED;
            }
        });
        found.passed(departure.at(), now);
        concurrency.answered(departure.at(), latency, now);
    }

    /// @param asked how long the host asks to wait
    void failed(Departure departure, Trouble.Kind kind, Optional<Duration> asked, Limits limits, long now) {
        inFlight--;
        hear(departure, limits, now);
        switch (kind) {
            case RATE_LIMITED -> {
                // Refused requests do not count, at most hosts.
                tokens.correct(-departure.tokens(), now);
                if (found.limited(departure.at(), asked, now)) {
                    concurrency.exceeded(departure.at(), now);
                }
            }
            case OVERLOADED, LOADING -> {
                tokens.correct(-departure.tokens(), now);
                asked.ifPresent(wait -> found.hold(now + wait.toNanos()));
                found.failed(departure.at());
                concurrency.failed(departure.at(), now);
            }
            case TIMED_OUT -> {
                found.failed(departure.at());
                concurrency.failed(departure.at(), now);
            }
            case SERVER_ERROR, CONFLICT, UNREACHABLE, BROKEN_OFF, MALFORMED, TOO_LARGE, PARAMETER_DROPPED, REJECTED,
                    NOT_RECORDED ->
                found.failed(departure.at());
        }
    }

    /// Nothing came back, and nothing can be learned from it.
    void brokenOff(Departure departure) {
        inFlight--;
        found.failed(departure.at());
    }

    private void hear(Departure departure, Limits limits, long now) {
        requests.hear(limits.requests(), departure.requestMoment(), now);
        tokens.hear(limits.tokens(), departure.tokenMoment(), now);
    }

    /// Most requests on their way at once, as of now.
    int inFlightLimit() {
        return concurrency.limit();
    }

    /// Requests a minute that are kept to; empty while no limit is known.
    OptionalDouble requestsPerMinute() {
        OptionalDouble kept = requests.perMinute();
        return found.perSecond().isPresent()
                ? OptionalDouble.of(Math.min(kept.orElse(Double.MAX_VALUE), found.perSecond().getAsDouble() * 60))
                : kept;
    }

    OptionalDouble tokensPerMinute() {
        return tokens.perMinute();
    }
}
