package dev.retort.pipeline;

import dev.retort.annotate.Questions;
import dev.retort.dataset.Example;
import dev.retort.store.CastVote;
import dev.retort.store.Store;
import dev.retort.task.Task;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import dev.retort.votes.Ballot;
import dev.retort.votes.Settlement;
import dev.retort.votes.Vote;
import dev.retort.votes.VoteReader;
import dev.retort.votes.VoteRules;
import dev.retort.votes.Weights;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the stored answers of a teacher into votes and settles them. Votes and annotations are derived: whenever an
/// answer, the task or the rules change, they are made anew.
final class VoteCount {
    /// Raised whenever the reader learns something, so that stored answers are read again.
    private static final int READER = 2;

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

    void count(Ask ask, List<Example> examples) {
        String teacher = ask.teacher().name();
        SequencedMap<String, List<AnswerKey>> keys = keys(ask, examples);
        Map<AnswerKey, Answer> answers = store.answers(keys.values().stream().flatMap(List::stream).toList());
        String stage = stage(teacher);
        String fingerprint = fingerprint(keys, answers);
        if (store.stage(stage).filter(done -> done.inputHash().equals(fingerprint)).isPresent()) {
            return;
        }
        var reader = new VoteReader(task, rules);
        var cast = new ArrayList<CastVote>();
        var unread = new Unread();
        var annotations = new LinkedHashMap<String, Annotation>();
        keys.forEach((example, asked) -> {
            List<Ballot> votes = new ArrayList<>();
            for (AnswerKey key : asked) {
                Answer answer = answers.get(key);
                if (answer != null) {
                    Vote vote = reader.read(example, key.vote(), answer);
                    votes.add(Ballot.of(vote, answer, rules));
                    unread.add(vote, answer, rules);
                    cast.add(new CastVote(example, key, vote));
                }
            }
            if (!votes.isEmpty()) {
                annotations.put(example, Settlement.settleBallots(example, votes, rules));
            }
        });
        store.saveVotes(teacher, cast);
        store.saveAnnotations(teacher, annotations);
        store.finishStage(stage, fingerprint, unread.summary(cast.size()), clock.instant());
    }

    /// Votes without a value, by cause, and those that should have a weight of their own and have none.
    private static final class Unread {
        private final SequencedMap<String, Integer> causes = new TreeMap<>();
        private int cut;
        private int unweighed;

        void add(Vote vote, Answer answer, VoteRules rules) {
            if (vote instanceof Vote.Read) {
                boolean wanted = rules.weights() == Weights.LOGPROBS;
                unweighed += wanted && Ballot.probability(vote, answer).isEmpty() ? 1 : 0;
                return;
            }
            causes.merge(cause(vote), 1, Integer::sum);
            cut += answer.finishReason().filter("length"::equals).isPresent() ? 1 : 0;
        }

        String summary(int votes) {
            ObjectNode summary = JsonNodeFactory.instance.objectNode().put("votes", votes).put("cut", cut)
                    .put("unweighed", unweighed);
            ObjectNode without = summary.putObject("without-label");
            causes.forEach(without::put);
            return summary.toString();
        }
    }

    /// Why a vote has no value, in words.
    private static String cause(Vote vote) {
        return switch (vote) {
            case Vote.Read _ -> "read";
            case Vote.Refused _ -> "refused";
            case Vote.Unreadable(var cause) -> cause.words();
        };
    }

    /// Under which the store keeps what a teacher's votes were made from.
    static String stage(String teacher) {
        return "votes " + teacher;
    }

    private SequencedMap<String, List<AnswerKey>> keys(Ask ask, List<Example> examples) {
        var questions = Questions.of(task, ask);
        var keys = new LinkedHashMap<String, List<AnswerKey>>(examples.size() * 2);
        for (Example example : examples) {
            keys.put(example.id(), questions.keys(example));
        }
        return keys;
    }

    private String fingerprint(Map<String, List<AnswerKey>> keys, Map<AnswerKey, Answer> answers) {
        var fingerprint = new Fingerprint().add(READER).add(task).add(rules);
        keys.forEach((example, asked) -> fingerprint.add(example).add(asked));
        answers.forEach((key, answer) -> fingerprint.add(key).add(answer.raw()).add(answer.finishReason()));
        if (rules.weights() == Weights.LOGPROBS) {
            answers.forEach((key, answer) -> fingerprint.add(key).add(answer.label()));
        }
        return fingerprint.hex();
    }
}
