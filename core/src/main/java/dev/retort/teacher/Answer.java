package dev.retort.teacher;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One raw reply. What is empty, the host did not tell.
///
/// @param raw the reply's text exactly as received
/// @param finishReason the host's word for why it stopped
/// @param usage tokens charged for this answer; a response with several choices charges the first
/// @param latency from sending the request to its last byte
/// @param label how probable its label was; empty also where no label could be found in it
public record Answer(String raw, Optional<String> finishReason, Optional<Usage> usage, Optional<Duration> latency,
        Instant receivedAt, Optional<LabelProbability> label) {

    /// An answer whose host told no probabilities.
    public Answer(String raw, Optional<String> finishReason, Optional<Usage> usage, Optional<Duration> latency,
            Instant receivedAt) {
        this(raw, finishReason, usage, latency, receivedAt, Optional.empty());
    }
}
