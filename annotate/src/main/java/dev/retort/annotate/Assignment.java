package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.task.Task;
import dev.retort.teacher.Ask;
import java.util.Collection;
import java.util.List;

/// Which teachers are to vote on which texts.
///
/// @param examples gone through once for each teacher, in order; need not be in memory
public record Assignment(Task task, List<Ask> asks, Collection<Example> examples) {
    public Assignment {
        asks = List.copyOf(asks);
    }

    /// All votes of all teachers on all texts.
    public long votes() {
        return asks.stream().mapToLong(ask -> (long) ask.votes() * examples.size()).sum();
    }
}
