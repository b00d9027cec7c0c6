package dev.retort.votes;

/// How an answer was read, from the strictest way to the most lenient.
public enum ReadStep {
    /// The whole answer is one JSON object of the form asked for.
    STRICT_JSON,
    /// A JSON-like object found in the answer: fenced, single-quoted, with prose around, trailing commas, cut off.
    LENIENT_JSON,
    /// The whole answer is one of the labels.
    SINGLE_WORD,
    /// Exactly one label is mentioned as a whole word, not negated.
    ONLY_MENTION,
    /// Nothing could be read; the value was drawn by seed because the task says `on-unreadable: random`.
    DRAWN;
}
