package dev.retort.batching;

import java.time.Duration;
import java.util.List;

/// What became of a [Job].
public sealed interface Outcome {
    /// @param logits of each text, in order
    /// @param tokens of all texts as they were scored
    /// @param queued until its first text was taken
    /// @param scoring from there to the end
    record Scored(List<float[]> logits, int tokens, Duration queued, Duration scoring) implements Outcome {
        public Scored {
            logits = List.copyOf(logits);
        }
    }

    /// A text does not fit, and was not to be cut.
    ///
    /// @param text its place among the job's texts, from 0
    /// @param tokens it has
    /// @param room it may have
    record TooLong(int text, int tokens, int room) implements Outcome {}

    /// The model failed on this job.
    record Failed(Throwable cause) implements Outcome {}
}
