package dev.retort.votes;

/// How an answer was read, from the strictest way to the most lenient.
public enum ReadStep {
    /// The whole answer is one JSON object of the form asked for.
    STRICT_JSON,
    /// A JSON-like object found in the answer: fenced, single-quoted, with prose around, trailing commas, cut off; or the
    /// object without its braces, lines `Reason: ...` and `Label: ...`.
    LENIENT_JSON,
    /// The whole answer, or a line of it, is one of the labels, also as `Label: positive`.
    SINGLE_WORD,
    /// Exactly one label is mentioned as a whole word, not negated.
    ONLY_MENTION,
    /// Nothing could be read; the value was drawn by seed because the task says `on-unreadable: random`.
    DRAWN;
}
