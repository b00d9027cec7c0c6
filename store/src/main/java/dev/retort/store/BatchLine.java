package dev.retort.store;

import dev.retort.teacher.AnswerKey;
import java.util.List;

/// One request of a batch, as its send has left it.
///
/// @param keys what it asks for: one request and one or more of its votes
/// @param attempt of the send
public record BatchLine(List<AnswerKey> keys, String exampleId, int attempt) {
    /// Digits of the hash in a name; with more, some hosts refuse it as too long.
    private static final int DIGITS = 40;

    public BatchLine {
        keys = List.copyOf(keys);
    }

    /// Its name in the files of the batch, `HASH-VOTE`: the first digits of the request's hash, and the first vote.
    public String customId() {
        return customId(keys.getFirst());
    }

    /// The name of the line whose first key this is.
    public static String customId(AnswerKey first) {
        return first.request().substring(0, Math.min(DIGITS, first.request().length())) + "-" + first.vote();
    }
}
