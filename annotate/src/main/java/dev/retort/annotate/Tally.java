package dev.retort.annotate;

import dev.retort.teacher.Answer;
import dev.retort.teacher.Usage;
import java.util.Optional;

/// What became of one teacher's votes so far. Used by one thread.
final class Tally {
    private final Latencies latencies = new Latencies();
    private Usage usage = Usage.NONE;
    private Usage batched = Usage.NONE;
    private long answered;
    private long reused;
    private long rejected;
    private long spared;
    private long gaveUp;
    private long sends;
    private long retries;

    void sent(int attempt) {
        sends++;
        if (attempt > 1) {
            retries++;
        }
    }

    /// Requests that left in one batch.
    ///
    /// @param again how many of them were repeated ones
    void sent(long requests, long again) {
        sends += requests;
        retries += again;
    }

    void answered(Answer answer) {
        answered++;
        usage = usage.plus(answer.usage().orElse(Usage.NONE));
        answer.latency().ifPresent(latencies::add);
    }

    void answeredInBatch(Answer answer) {
        answered(answer);
        batched = batched.plus(answer.usage().orElse(Usage.NONE));
    }

    void reused() {
        reused++;
    }

    void unanswered(boolean forGood) {
        if (forGood) {
            rejected++;
        } else {
            gaveUp++;
        }
    }

    void spared(int votes) {
        spared += votes;
    }

    long sparedSoFar() {
        return spared;
    }

    long answered() {
        return answered;
    }

    long reusedSoFar() {
        return reused;
    }

    long unanswered() {
        return rejected + gaveUp;
    }

    long retries() {
        return retries;
    }

    Usage usage() {
        return usage;
    }

    /// Of [#usage()], at half the price.
    Usage batched() {
        return batched;
    }

    TeacherSummary summary(String teacher, long wanted, Optional<String> stopped) {
        return new TeacherSummary(teacher, wanted, answered, reused, rejected, gaveUp, spared, sends, retries, usage,
                batched, latencies, stopped);
    }
}
