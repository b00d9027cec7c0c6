package dev.retort.store;

import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;

/// An answer with what it answers.
///
/// @param exampleId the example it was first asked for
/// @param teacher the workspace's name of the teacher that first asked; others with the same key share the answer
/// @param requestJson the intended request; kept once for each request, the first one that arrives
/// @param attempts sends it took, from 1
public record AnswerRecord(AnswerKey key, String exampleId, String teacher, Answer answer, String requestJson,
        int attempts) {}
