package dev.retort.votes;

import dev.retort.task.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The votes of one teacher on one example, settled. Derived from the votes.
///
/// @param value what the votes decided; empty after a tie that abstains or without a readable vote
/// @param counts readable votes by value, in order of first appearance
/// @param weights what those votes count together, by value in the same order: the counts, unless votes are weighed
/// @param asked all votes, unreadable and refused ones included
/// @param tie whether several values had the greatest weight, settled or not
/// @param entropyBits of the readable votes by their weights, in bits
/// @param reasons of the votes for the winning value, in vote order, empty ones left out
public record Annotation(Optional<Value> value, SequencedMap<Value, Integer> counts,
        SequencedMap<Value, Double> weights, int asked, boolean tie, double entropyBits, List<String> reasons) {
    public Annotation {
        counts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(counts));
        weights = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(weights));
        reasons = List.copyOf(reasons);
        if (!counts.keySet().equals(weights.keySet())) {
            throw new IllegalArgumentException(
                    "votes for %s have weights for %s".formatted(counts.keySet(), weights.keySet()));
        }
    }

    /// Of votes that count one each.
    public Annotation(Optional<Value> value, SequencedMap<Value, Integer> counts, int asked, boolean tie,
            double entropyBits, List<String> reasons) {
        this(value, counts, ones(counts), asked, tie, entropyBits, reasons);
    }

    private static SequencedMap<Value, Double> ones(SequencedMap<Value, Integer> counts) {
        var weights = new LinkedHashMap<Value, Double>();
        counts.forEach((value, count) -> weights.put(value, (double) count));
        return weights;
    }

    /// Whether some votes count other than one.
    public boolean weighed() {
        return !weights.equals(ones(counts));
    }

    /// Readable votes.
    public int readable() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The winner's share of the readable votes, by their weights, from 0 to 1; 0 without a readable vote.
    public double share() {
        return counts.isEmpty() ? 0 : mostWeight() / total();
    }

    /// The winner's share of all votes, unreadable ones included, which count one each.
    public double shareOfAll() {
        return asked == 0 ? 0 : mostWeight() / (total() + asked - readable());
    }

    /// Whether there is a readable vote and all of them agree.
    public boolean unanimous() {
        return counts.size() == 1;
    }

    private double mostWeight() {
        return weights.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    private double total() {
        double total = 0;
        for (double weight : weights.values()) {
            total += weight;
        }
        return total;
    }

    /// The share of the readable votes, by their weights, that each value has.
    public Map<Value, Double> shares() {
        double total = total();
        var shares = new LinkedHashMap<Value, Double>();
        weights.forEach((value, weight) -> shares.put(value, weight / total));
        return shares;
    }
}
