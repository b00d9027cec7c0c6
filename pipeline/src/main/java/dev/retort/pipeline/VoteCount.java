package dev.retort.pipeline;

import dev.retort.store.CastVote;
import dev.retort.store.Store;
import dev.retort.task.Task;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.votes.Annotation;
import dev.retort.votes.Settlement;
import dev.retort.votes.Vote;
import dev.retort.votes.VoteReader;
import dev.retort.votes.VoteRules;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the stored answers of a teacher into votes and settles them. Votes and annotations are derived: whenever an
/// answer, the task or the rules change, they are made anew.
final class VoteCount {
    /// Raised whenever the reader learns something, so that stored answers are read again.
    private static final int READER = 1;

    private final Task task;
    private final VoteRules rules;
    private final Store store;
    private final Clock clock;

    VoteCount(Task task, VoteRules rules, Store store, Clock clock) {
        this.task = task;
        this.rules = rules;
        this.store = store;
        this.clock = clock;
    }

    /// @return whether anything had changed
    boolean count(Questions questions) {
        String teacher = questions.ask().teacher().name();
        Map<AnswerKey, Answer> answers = store.answers(questions.keys());
        String stage = "votes " + teacher;
        String fingerprint = fingerprint(questions, answers);
        if (store.stage(stage).filter(done -> done.inputHash().equals(fingerprint)).isPresent()) {
            return false;
        }
        var reader = new VoteReader(task, rules);
        var cast = new ArrayList<CastVote>();
        var annotations = new LinkedHashMap<String, Annotation>();
        for (String example : questions.requests().keySet()) {
            List<Vote> votes = new ArrayList<>();
            for (AnswerKey key : questions.keys(example)) {
                Answer answer = answers.get(key);
                if (answer != null) {
                    Vote vote = reader.read(example, key.vote(), answer);
                    votes.add(vote);
                    cast.add(new CastVote(example, key, vote));
                }
            }
            if (!votes.isEmpty()) {
                annotations.put(example, Settlement.settle(example, votes, rules));
            }
        }
        store.saveVotes(teacher, cast);
        store.saveAnnotations(teacher, annotations);
        store.finishStage(stage, fingerprint, "{}", clock.instant());
        return true;
    }

    private String fingerprint(Questions questions, Map<AnswerKey, Answer> answers) {
        var fingerprint = new Fingerprint().add(READER).add(task).add(rules).add(questions.ask().votes());
        questions.requests().forEach((example, request) -> fingerprint.add(example).add(request));
        answers.forEach((key, answer) -> fingerprint.add(key.request()).add(key.vote()).add(answer.raw())
                .add(answer.finishReason()));
        return fingerprint.hex();
    }
}
