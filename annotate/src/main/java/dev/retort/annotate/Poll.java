package dev.retort.annotate;

import dev.retort.task.Value;
import dev.retort.votes.Majority;
import dev.retort.votes.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The votes of one teacher on one text, asked only as far as they can change the majority. A vote that cannot be read,
/// was refused or has no answer decides nothing, and one less is to come.
final class Poll {
    private final Deque<Question> unasked;
    private final Map<Value, Integer> counts = new HashMap<>();
    private int open;

    Poll(List<Question> votes) {
        this.unasked = new ArrayDeque<>(votes);
    }

    /// What must be asked now; nothing while earlier votes are open, or if the rest cannot change the majority.
    List<Question> next() {
        var asked = new ArrayList<Question>();
        if (open == 0) {
            open = Majority.stillNeeded(counts.values(), unasked.size());
            for (int i = 0; i < open; i++) {
                asked.add(unasked.remove());
            }
        }
        return asked;
    }

    /// Whether the vote was not asked yet.
    boolean holdsBack(Question question) {
        return unasked.contains(question);
    }

    /// A vote is known, asked now or found.
    void count(Question question, Vote vote) {
        settle(question);
        if (vote instanceof Vote.Read read) {
            counts.merge(read.value(), 1, Integer::sum);
        }
    }

    /// There will be no answer.
    void settle(Question question) {
        if (!unasked.remove(question)) {
            open--;
        }
    }

    boolean isOpen() {
        return open > 0;
    }

    /// Votes that are left out, once [#next] has nothing to ask.
    int spared() {
        return unasked.size();
    }
}
