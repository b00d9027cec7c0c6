package dev.retort.pipeline;

import dev.retort.annotate.Questions;
import dev.retort.dataset.Example;
import dev.retort.store.Store;
import dev.retort.task.Task;
import dev.retort.task.Value;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.votes.Majority;
import dev.retort.votes.Vote;
import dev.retort.votes.VoteReader;
import dev.retort.votes.VoteRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjIntConsumer;

/// What one teacher is still to be asked, by the answers that the store holds: every vote without an answer, whatever
/// became of it before; where votes stop early, none of a text whose majority the others can no longer change.
final class StillToAsk {
    private final Ask ask;
    private final Store store;
    private final Questions questions;
    private final VoteReader reader;

    StillToAsk(Task task, VoteRules rules, Ask ask, Store store) {
        this.ask = ask;
        this.store = store;
        this.questions = Questions.of(task, ask);
        this.reader = new VoteReader(task, rules);
    }

    /// Votes on these texts that are asked at most: further answers may settle a majority before the last.
    long votes(List<Example> examples) {
        long[] votes = new long[1];
        each(examples, (_, open) -> votes[0] += open);
        return votes[0];
    }

    /// Ids of those of the texts of which something is to be asked.
    Set<String> texts(List<Example> examples) {
        Set<String> ids = new HashSet<>();
        each(examples, (example, open) -> {
            if (open > 0) {
                ids.add(example.id());
            }
        });
        return ids;
    }

    private void each(List<Example> examples, ObjIntConsumer<Example> receiver) {
        AnswersByText.each(store, questions, examples, text -> receiver.accept(text.example(),
                open(text.example(), text.keys(), text.answers())));
    }

    private int open(Example example, List<AnswerKey> asked, Map<AnswerKey, Answer> answers) {
        int unanswered = (int) asked.stream().filter(key -> !answers.containsKey(key)).count();
        return ask.stopEarly() && Majority.stillNeeded(counts(example, asked, answers).values(), unanswered) == 0
                ? 0
                : unanswered;
    }

    private Map<Value, Integer> counts(Example example, List<AnswerKey> asked, Map<AnswerKey, Answer> answers) {
        Map<Value, Integer> counts = new HashMap<>();
        for (AnswerKey key : asked) {
            Answer answer = answers.get(key);
            if (answer != null && reader.read(example.id(), key.vote(), answer) instanceof Vote.Read read) {
                counts.merge(read.value(), 1, Integer::sum);
            }
        }
        return counts;
    }
}
