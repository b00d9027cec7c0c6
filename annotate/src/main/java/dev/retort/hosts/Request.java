package dev.retort.hosts;

import dev.retort.prompt.Prompt;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import java.util.List;

/// One question to a host.
///
/// @param form what the host is meant to hold the reply to
/// @param logprobs whether to ask how probable the tokens of the reply were
/// @param style names the prompt in a recording
/// @param exampleId names the text in a recording
/// @param votes the votes this request is to fill, each from 1; a host answers with one choice for each
public record Request(Prompt prompt, String model, Sampling sampling, ReplyForm form, boolean logprobs,
        PromptStyle style, String exampleId, List<Integer> votes) {
    public Request {
        votes = List.copyOf(votes);
        if (votes.isEmpty() || votes.stream().anyMatch(vote -> vote < 1)) {
            throw new IllegalArgumentException("a request needs votes, each from 1, got " + votes);
        }
    }

    /// A request for the reply alone.
    public Request(Prompt prompt, String model, Sampling sampling, ReplyForm form, PromptStyle style,
            String exampleId, List<Integer> votes) {
        this(prompt, model, sampling, form, false, style, exampleId, votes);
    }
}
