package dev.retort.votes;

import dev.retort.task.Value;
import dev.retort.task.ValueJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Settles the votes on one example: the value with the most readable votes. Unreadable and refused votes are counted
/// as asked and decide nothing.
public final class Settlement {
    private Settlement() {}

    /// @param exampleId with the rules' seed decides random ties
    /// @param votes in the order they were asked, which [TieRule#FIRST] and the order of the counts depend on
    public static Annotation settle(String exampleId, List<Vote> votes, VoteRules rules) {
        SequencedMap<Value, Integer> counts = new LinkedHashMap<>();
        for (Vote vote : votes) {
            switch (vote) {
                case Vote.Read read -> counts.merge(read.value(), 1, Integer::sum);
                case Vote.Unreadable _,Vote.Refused _ -> {
                }
            }
        }
        List<Value> winners = winners(counts);
        Optional<Value> value = choose(exampleId, winners, rules);
        return new Annotation(value, counts, votes.size(), winners.size() > 1, entropyBits(counts),
                value.map(chosen -> reasons(votes, chosen)).orElse(List.of()));
    }

    /// All values with the most votes, in order of first appearance; none without a readable vote.
    private static List<Value> winners(SequencedMap<Value, Integer> counts) {
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return counts.entrySet().stream().filter(entry -> entry.getValue() == most).map(entry -> entry.getKey())
                .toList();
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

    private static double entropyBits(SequencedMap<Value, Integer> counts) {
        int readable = counts.values().stream().mapToInt(Integer::intValue).sum();
        double bits = 0;
        for (int count : counts.values()) {
            double share = (double) count / readable;
            bits -= share * Math.log(share) / Math.log(2);
        }
        return Math.max(0, bits);
    }

    private static List<String> reasons(List<Vote> votes, Value winner) {
        var reasons = new ArrayList<String>();
        for (Vote vote : votes) {
            if (vote instanceof Vote.Read(Value value, String reason, ReadStep _) && value.equals(winner)
                    && !reason.isEmpty()) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
