package dev.retort.annotate;

import dev.retort.teacher.Answer;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The votes of one text as they come back.
final class Returns {
    private final SortedMap<Integer, Answer> answers = new TreeMap<>();
    private int open;

    /// @param open votes
    Returns(int open) {
        this.open = open;
    }

    /// A vote has its answer, or will have none.
    void settle(int vote, Optional<Answer> answer) {
        answer.ifPresent(known -> answers.put(vote, known));
        open--;
    }

    /// Some votes are not asked.
    void spare(int votes) {
        open -= votes;
    }

    boolean isWhole() {
        return open == 0;
    }

    SortedMap<Integer, Answer> answers() {
        return answers;
    }
}
