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
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads the stored answers of a teacher into votes and settles them. Votes and annotations are derived: whenever an
/// answer, the task or the rules change, they are made anew.
final class VoteCount {
    /// Raised whenever the reader or the summary of its votes learns something, so that stored answers are read again.
    private static final int READER = 3;

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

    /// @param goOn asked every now and then; once it says no, what was counted before stays
    /// @return whether the votes are counted
    boolean count(Ask ask, List<Example> examples, BooleanSupplier goOn) {
        String teacher = ask.teacher().name();
        var reader = new VoteReader(task, rules);
        var fingerprint = new Fingerprint().add(READER).add(task).add(rules);
        var cast = new ArrayList<CastVote>();
        var unread = new Unread();
        var annotations = new LinkedHashMap<String, Annotation>();
        boolean all = AnswersByText.each(store, Questions.of(task, ask), examples, goOn, text -> {
            String example = text.example().id();
            fingerprint.add(example).add(text.keys());
            List<Ballot> votes = new ArrayList<>();
            for (AnswerKey key : text.keys()) {
                Answer answer = text.answers().get(key);
                if (answer != null) {
                    add(fingerprint, key, answer);
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
        if (!all || !goOn.getAsBoolean()) {
            return false;
        }
        String stage = stage(teacher);
        String hash = fingerprint.hex();
        if (store.stage(stage).filter(done -> done.inputHash().equals(hash)).isPresent()) {
            return true;
        }
        store.saveVotes(teacher, cast);
        store.saveAnnotations(teacher, annotations);
        store.finishStage(stage, hash, unread.summary(cast.size()), clock.instant());
        return true;
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
            cut += answer.isCutOff() ? 1 : 0;
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

    private void add(Fingerprint fingerprint, AnswerKey key, Answer answer) {
        fingerprint.add(key).add(answer.raw()).add(answer.finishReason());
        if (rules.weights() == Weights.LOGPROBS) {
            fingerprint.add(answer.label());
        }
    }
}
