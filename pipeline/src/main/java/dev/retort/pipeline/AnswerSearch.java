package dev.retort.pipeline;

import dev.retort.annotate.Question;
import dev.retort.annotate.Questions;
import dev.retort.dataset.Example;
import dev.retort.store.Store;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.votes.VoteReader;
import dev.retort.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// Finds the answers to the questions that a workspace asks now. Reads them afresh, so that answers show before any
/// votes are counted; answers to questions since changed are kept in the store, but not shown.
///
/// Texts are looked up some at a time, so that a million of them take no more memory than a few.
public final class AnswerSearch {
    /// Texts to look up at a time.
    private static final int CHUNK = 128;

    private record Asked(Ask ask, Question question) {}

    private final Workspace workspace;
    private final Store store;
    private final SequencedMap<Ask, Questions> teachers = new LinkedHashMap<>();
    private final VoteReader reader;
    private final AnswerFilter filter;
    private final Map<AnswerKey, TroubleRecord> troubles = new HashMap<>();

    public AnswerSearch(Workspace workspace, Store store, AnswerFilter filter) {
        this.workspace = workspace;
        this.store = store;
        this.filter = filter;
        this.reader = new VoteReader(workspace.task(), workspace.votes());
        workspace.teachers().stream().filter(ask -> filter.wantsTeacher(ask.teacher().name()))
                .forEach(ask -> teachers.put(ask, Questions.of(workspace.task(), ask)));
        store.troubles().forEach(trouble -> troubles.put(trouble.key(), trouble));
    }

    /// Hands over the texts that pass the filter, in the order of the examples, until the receiver wants no more.
    ///
    /// @param receiver says whether it wants more
    public void each(Iterable<Example> examples, Predicate<AskedText> receiver) {
        List<Example> chunk = new ArrayList<>();
        for (Example example : examples) {
            if (filter.wantsText(example.id())) {
                chunk.add(example);
            }
            if (chunk.size() == CHUNK) {
                if (!handOver(chunk, receiver)) {
                    return;
                }
                chunk.clear();
            }
        }
        handOver(chunk, receiver);
    }

    private boolean handOver(List<Example> chunk, Predicate<AskedText> receiver) {
        SequencedMap<Example, List<Asked>> questions = new LinkedHashMap<>();
        for (Example example : chunk) {
            var asked = new ArrayList<Asked>();
            teachers.forEach((ask, of) -> of.about(example).forEach(one -> asked.add(new Asked(ask, one))));
            questions.put(example, asked);
        }
        Map<AnswerKey, Answer> answers = store.answers(questions.values().stream().flatMap(List::stream)
                .map(asked -> asked.question().key()).distinct().toList());
        for (var entry : questions.entrySet()) {
            List<AskedVote> votes = entry.getValue().stream()
                    .flatMap(asked -> vote(entry.getKey(), asked, answers).stream()).toList();
            Optional<AskedText> wanted = filter.of(new AskedText(entry.getKey(), votes), workspace.votes());
            if (wanted.isPresent() && !receiver.test(wanted.get())) {
                return false;
            }
        }
        return true;
    }

    /// Empty for what has not been asked, or is on its way.
    private Optional<AskedVote> vote(Example example, Asked asked, Map<AnswerKey, Answer> answers) {
        AnswerKey key = asked.question().key();
        Answer answer = answers.get(key);
        if (answer != null) {
            return Optional.of(new AskedVote.Answered(asked.ask(), key.vote(), answer,
                    reader.read(example.id(), key.vote(), answer)));
        }
        return Optional.ofNullable(troubles.get(key))
                .map(trouble -> new AskedVote.Failed(asked.ask(), key.vote(), trouble));
    }
}
