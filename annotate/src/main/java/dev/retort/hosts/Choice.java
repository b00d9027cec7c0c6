package dev.retort.hosts;

import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.TokenLogprob;
import java.util.List;
import java.util.Optional;

/// One of the replies in a host's response.
///
/// @param text as received; where the model refused, what it said about that
/// @param finishReason the host's word for why it stopped; [#REFUSAL] where the model refused in a field of its own
/// @param tokens that the reply is made of, if the host told their probabilities; else none
/// @param label how probable the reply's label was, where that is known already
public record Choice(String text, Optional<String> finishReason, List<TokenLogprob> tokens,
        Optional<LabelProbability> label) {
    public static final String REFUSAL = "refusal";

    public Choice {
        tokens = List.copyOf(tokens);
    }

    /// A reply of which no probabilities are known.
    public Choice(String text, Optional<String> finishReason) {
        this(text, finishReason, List.of(), Optional.empty());
    }

    Choice withTokens(List<TokenLogprob> itsTokens) {
        return new Choice(text, finishReason, itsTokens, label);
    }

    /// The same with its label's probability in place of its tokens'.
    public Choice labelled(Optional<LabelProbability> itsLabel) {
        return new Choice(text, finishReason, List.of(), itsLabel);
    }
}
