package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.task.Task;
import dev.retort.teacher.Ask;
import dev.retort.votes.VoteRules;
import dev.retort.votes.Weights;
import java.util.Collection;
import java.util.List;

/// Which teachers are to vote on which texts.
///
/// @param rules how answers are read, where votes are left out by what others say
/// @param examples gone through once for each teacher, in order; need not be in memory
public record Assignment(Task task, VoteRules rules, List<Ask> asks, Collection<Example> examples) {
    public Assignment {
        asks = List.copyOf(asks);
        if (rules.weights() != Weights.EQUAL && asks.stream().anyMatch(Ask::stopEarly)) {
            throw new IllegalArgumentException(
                    "votes cannot stop early where they are weighed: one more may outweigh those before");
        }
    }

    /// With the rules that hold where nothing is said.
    public Assignment(Task task, List<Ask> asks, Collection<Example> examples) {
        this(task, VoteRules.DEFAULT, asks, examples);
    }

    /// All votes of all teachers on all texts.
    public long votes() {
        return asks.stream().mapToLong(ask -> (long) ask.votes() * examples.size()).sum();
    }
}
