package dev.retort.teacher;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One raw reply. What is empty, the host did not tell.
///
/// @param raw the reply's text exactly as received
/// @param finishReason the host's word for why it stopped
/// @param usage tokens charged for this answer; a response with several choices charges the first
/// @param latency from sending the request to its last byte
/// @param label how probable its label was; empty also where no label could be found in it
public record Answer(String raw, Optional<String> finishReason, Optional<Usage> usage, Optional<Duration> latency,
        Instant receivedAt, Optional<LabelProbability> label) {
    /// Hosts' words for it: OpenAI's and text generation's; Anthropic's and, in capitals, Gemini's.
    private static final Set<String> CUT_OFF = Set.of("length", "max_tokens");

    /// An answer whose host told no probabilities.
    public Answer(String raw, Optional<String> finishReason, Optional<Usage> usage, Optional<Duration> latency,
            Instant receivedAt) {
        this(raw, finishReason, usage, latency, receivedAt, Optional.empty());
    }

    /// Whether the host says that the reply ends where its tokens ran out; it may still be readable.
    public boolean isCutOff() {
        return finishReason.filter(reason -> CUT_OFF.contains(reason.toLowerCase(Locale.ROOT))).isPresent();
    }
}
