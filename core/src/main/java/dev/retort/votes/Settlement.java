package dev.retort.votes;

import dev.retort.task.Value;
import dev.retort.task.ValueJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Settles the votes on one example: the value whose readable votes have the greatest weight, which is the one with the
/// most votes unless they are weighed. Unreadable and refused votes are counted as asked and decide nothing.
public final class Settlement {
    /// Weights that differ by no more than this are equal: sums of the same numbers in another order.
    private static final double TIE = 1e-12;

    private Settlement() {}

    /// Settles votes that count one each.
    ///
    /// @param exampleId with the rules' seed decides random ties
    /// @param votes in the order they were asked, which [TieRule#FIRST] and the order of the counts depend on
    public static Annotation settle(String exampleId, List<Vote> votes, VoteRules rules) {
        return settleBallots(exampleId, votes.stream().map(Ballot::new).toList(), rules);
    }

    /// The same for votes that count what they weigh.
    public static Annotation settleBallots(String exampleId, List<Ballot> ballots, VoteRules rules) {
        SequencedMap<Value, Integer> counts = new LinkedHashMap<>();
        SequencedMap<Value, Double> weights = new LinkedHashMap<>();
        for (Ballot ballot : ballots) {
            switch (ballot.vote()) {
                case Vote.Read read -> {
                    counts.merge(read.value(), 1, Integer::sum);
                    weights.merge(read.value(), ballot.weight(), Double::sum);
                }
                case Vote.Unreadable _,Vote.Refused _ -> {
                }
            }
        }
        List<Value> winners = winners(weights);
        Optional<Value> value = choose(exampleId, winners, rules);
        return new Annotation(value, counts, weights, ballots.size(), winners.size() > 1, entropyBits(weights),
                value.map(chosen -> reasons(ballots, chosen)).orElse(List.of()));
    }

    /// All values with the greatest weight, in order of first appearance; none without a readable vote.
    private static List<Value> winners(SequencedMap<Value, Double> weights) {
        double most = weights.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return weights.entrySet().stream().filter(entry -> entry.getValue() >= most - TIE)
                .map(entry -> entry.getKey()).toList();
    }

    private static Optional<Value> choose(String exampleId, List<Value> winners, VoteRules rules) {
        if (winners.size() <= 1) {
            return winners.stream().findFirst();
        }
        return switch (rules.ties()) {
            case ABSTAIN -> Optional.empty();
            case FIRST -> Optional.of(winners.getFirst());
            case RANDOM -> {
                // Sorted, so that the draw does not depend on which vote came first.
                var sorted = new ArrayList<>(winners);
                sorted.sort(Comparator.comparing(ValueJson::write));
                yield Optional.of(sorted.get(Draw.below(sorted.size(), rules.seed(), "tie", exampleId, 0)));
            }
        };
    }

    private static double entropyBits(SequencedMap<Value, Double> weights) {
        double total = 0;
        for (double weight : weights.values()) {
            total += weight;
        }
        double bits = 0;
        for (double weight : weights.values()) {
            double share = weight / total;
            // The share of a weight that is next to nothing is 0, which has no logarithm and no part in the entropy.
            bits -= share > 0 ? share * Math.log(share) / Math.log(2) : 0;
        }
        return Math.max(0, bits);
    }

    private static List<String> reasons(List<Ballot> ballots, Value winner) {
        var reasons = new ArrayList<String>();
        for (Ballot ballot : ballots) {
            if (ballot.vote() instanceof Vote.Read(Value value, String reason, ReadStep _) && value.equals(winner)
                    && !reason.isEmpty()) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
