package dev.retort.hosts;

import java.util.Optional;

/// One of the replies in a host's response.
///
/// @param text as received; where the model refused, what it said about that
/// @param finishReason the host's word for why it stopped; [#REFUSAL] where the model refused in a field of its own
public record Choice(String text, Optional<String> finishReason) {
    public static final String REFUSAL = "refusal";
}
