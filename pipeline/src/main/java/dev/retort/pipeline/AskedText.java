package dev.retort.pipeline;

import dev.retort.dataset.Example;
import java.util.List;

/// A text with what came back from asking about it.
///
/// @param votes by teacher in the workspace's order, then by number
public record AskedText(Example example, List<AskedVote> votes) {
    public AskedText {
        votes = List.copyOf(votes);
    }
}
