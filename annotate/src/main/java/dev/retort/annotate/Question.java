package dev.retort.annotate;

import dev.retort.hosts.ReplyForm;
import dev.retort.hosts.Request;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Teacher;
import java.util.List;

/// One vote to ask of one teacher on one example.
///
/// @param form what the host is meant to hold the reply to
/// @param key names its answer in the store
/// @param requestJson the intended request, whose hash the key holds
public record Question(Teacher teacher, String exampleId, Prompt prompt, ReplyForm form, AnswerKey key,
        String requestJson) {
    Request request(List<Integer> votes) {
        return new Request(prompt, teacher.model(), teacher.sampling(), form, teacher.logprobs(),
                teacher.style(), exampleId, votes);
    }

    /// Whether one request with several choices can answer both.
    boolean goesWith(Question other) {
        return key.request().equals(other.key.request()) && exampleId.equals(other.exampleId);
    }
}
