package dev.retort.annotate;

import dev.retort.teacher.Usage;
import java.util.Optional;

/// What became of one teacher's votes in a run.
///
/// @param teacher the workspace's name for it
/// @param wanted all its votes
/// @param answered answered in this run
/// @param reused had an answer before, or share one with another question
/// @param rejected refused by the host, now or in an earlier run
/// @param gaveUp all attempts failed; the next run tries again
/// @param spared not asked, because they could not change the majority
/// @param sends requests sent, the repeated ones included
/// @param retries sends beyond the first of each request
/// @param usage tokens charged for the answers of this run
/// @param batched those of them that batches brought, at half the price
/// @param latencies of the answers of this run, where known
/// @param stopped why the teacher was not asked further; empty if it was asked to the end
public record TeacherSummary(String teacher, long wanted, long answered, long reused, long rejected, long gaveUp,
        long spared, long sends, long retries, Usage usage, Usage batched, Latencies latencies,
        Optional<String> stopped) {

    /// Votes without an answer that were to have one.
    public long missing() {
        return wanted - answered - reused - spared;
    }
}
