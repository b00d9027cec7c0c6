package dev.retort.votes;

import dev.retort.task.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The votes of one teacher on one example, settled. Derived from the votes.
///
/// @param value what the votes decided; empty after a tie that abstains or without a readable vote
/// @param counts readable votes by value, in order of first appearance
/// @param asked all votes, unreadable and refused ones included
/// @param tie whether several values had the most votes, settled or not
/// @param entropyBits of the readable votes, in bits
/// @param reasons of the votes for the winning value, in vote order, empty ones left out
public record Annotation(Optional<Value> value, SequencedMap<Value, Integer> counts, int asked, boolean tie,
        double entropyBits, List<String> reasons) {
    public Annotation {
        counts = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(counts));
        reasons = List.copyOf(reasons);
    }

    /// Readable votes.
    public int readable() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The winner's share of the readable votes, from 0 to 1; 0 without a readable vote.
    public double share() {
        int readable = readable();
        return readable == 0 ? 0 : (double) mostVotes() / readable;
    }

    /// The winner's share of all votes, unreadable ones included.
    public double shareOfAll() {
        return asked == 0 ? 0 : (double) mostVotes() / asked;
    }

    /// Whether there is a readable vote and all of them agree.
    public boolean unanimous() {
        return counts.size() == 1;
    }

    private int mostVotes() {
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /// The share of the readable votes that each value has.
    public Map<Value, Double> shares() {
        int readable = readable();
        var shares = new LinkedHashMap<Value, Double>();
        counts.forEach((value, count) -> shares.put(value, (double) count / readable));
        return shares;
    }
}
