package dev.retort.store;

import dev.retort.teacher.AnswerKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A request about to leave. Journaled before it is sent, so that a send whose answer was lost is known to have been
/// possibly paid for.
///
/// @param keys what the send asks for: one request and one or more of its votes
/// @param exampleId the example asked about
/// @param teacher the workspace's name of the teacher that asks
/// @param attempt from 1; a retry in the same process counts on, a new process starts at 1 again
/// @param batch the batch that it goes with; empty for a request by itself
public record SendRecord(List<AnswerKey> keys, String exampleId, String teacher, int attempt, Instant at,
        Optional<InBatch> batch) {

    /// @param token of a batch that is being prepared
    /// @param requestJson the intended request, kept now, because the answer may come to another process
    public record InBatch(String token, String requestJson) {}

    public SendRecord {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.stream().map(AnswerKey::request).distinct().count() != 1) {
            throw new IllegalArgumentException(
                    "a send asks for votes of exactly one request, got keys %s".formatted(keys));
        }
        if (attempt < 1) {
            throw new IllegalArgumentException("a send's attempt counts from 1, got %d".formatted(attempt));
        }
    }

    /// A request by itself.
    public SendRecord(List<AnswerKey> keys, String exampleId, String teacher, int attempt, Instant at) {
        this(keys, exampleId, teacher, attempt, at, Optional.empty());
    }

    /// SHA-256 of the intended request that all keys share.
    public String request() {
        return keys.getFirst().request();
    }
}
