package dev.retort.store;

import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import java.util.Optional;

/// An answer with what it answers.
///
/// @param exampleId the example it was first asked for
/// @param teacher the workspace's name of the teacher that first asked; others with the same key share the answer
/// @param requestJson the intended request; kept once for each request, the first one that arrives; empty where the send
///        of a batch has left it
/// @param attempts sends it took, from 1
/// @param batch the token of the batch that brought it, at half the price
public record AnswerRecord(AnswerKey key, String exampleId, String teacher, Answer answer, String requestJson,
        int attempts, Optional<String> batch) {

    /// An answer to a request by itself.
    public AnswerRecord(AnswerKey key, String exampleId, String teacher, Answer answer, String requestJson,
            int attempts) {
        this(key, exampleId, teacher, answer, requestJson, attempts, Optional.empty());
    }
}
