package dev.retort.teacher;

import java.util.Map;

/// A piece of a reply with how probable it was after all before it.
///
/// @param text one token, or several that only together are whole characters
/// @param logprob natural logarithm of its probability
/// @param alternatives pieces that might have stood in its place, with theirs; possibly none
public record TokenLogprob(String text, double logprob, Map<String, Double> alternatives) {
    public TokenLogprob {
        alternatives = Map.copyOf(alternatives);
    }
}
