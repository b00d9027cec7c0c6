package dev.retort.serve;

import dev.retort.batching.Truncation;
import java.util.List;
import java.util.Optional;

/// What a request for predictions asks, whichever shape it came in.
///
/// @param texts at least one, none empty
/// @param function to apply to the scores; empty for what fits the student
/// @param most labels to answer for each text
/// @param shape of the answer
record Call(List<String> texts, Truncation truncation, Optional<ScoreFunction> function, int most, Shape shape) {
    /// How the answer is written.
    enum Shape {
        /// `[{"score", "label"}]` for the one text.
        ONE,
        /// `[[{"score", "label"}]]`, a list for each text.
        EACH
    }

    Call {
        texts = List.copyOf(texts);
    }
}
