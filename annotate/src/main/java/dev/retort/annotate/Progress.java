package dev.retort.annotate;

import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How far a run is.
///
/// @param total votes wanted, those of stopped teachers included, those that turned out not to matter left out
/// @param answered votes answered in this run, durable
/// @param reused votes that had an answer before, or share one
/// @param unanswered votes that ended in trouble, now or before for good
/// @param inFlight requests on their way
/// @param waiting requests waiting to be sent again
/// @param retries sends beyond the first of each request
/// @param usage tokens charged for the answers of this run
/// @param perSecond answers a second over the last ten seconds
/// @param limits that are in force now
/// @param usd dollars for the answers of this run; empty if a price is not known
/// @param batches that hosts work on
public record Progress(long total, long answered, long reused, long unanswered, int inFlight, int waiting, long retries,
        Usage usage, double perSecond, Duration elapsed, InForce limits, OptionalDouble usd,
        List<BatchProgress> batches) {
    public Progress {
        batches = List.copyOf(batches);
    }

    /// How fast may be asked, all accounts together.
    ///
    /// @param inFlight most requests on their way at once
    /// @param requestsPerMinute empty while some account has no limit
    /// @param tokensPerMinute empty while some account has no limit
    public record InForce(int inFlight, OptionalDouble requestsPerMinute, OptionalDouble tokensPerMinute) {}

    public long done() {
        return answered + reused + unanswered;
    }

    /// Time left at the present rate; empty while there is none.
    public Optional<Duration> timeLeft() {
        return perSecond > 0
                ? Optional.of(Duration.ofMillis((long) ((total - done()) / perSecond * 1000)))
                : Optional.empty();
    }
}
