package dev.retort.annotate;

import dev.retort.hosts.HostReply;
import dev.retort.hosts.Limits;
import dev.retort.hosts.Trouble;
import dev.retort.store.AnswerRecord;
import dev.retort.store.BatchLine;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Takes what came of batches into the journal, and sees to what has no answer. Used by one thread.
final class BatchIntake {
    /// Lines of results read between two other things to do.
    private static final int SLICE = 256;

    private final AnnotateOptions options;
    private final RunClock clock;
    private final AnswerJournal answers;
    private final BatchJournal journal;
    private final Agenda agenda;
    private final Ledger ledger;
    private final BatchEntries entries;
    private final BatchDrafts drafts;
    private final BatchDesk.Rules rules;

    BatchIntake(AnnotateOptions options, Surroundings surroundings, Agenda agenda, Ledger ledger, BatchEntries entries,
            BatchDrafts drafts, BatchDesk.Rules rules) {
        this.options = options;
        this.clock = surroundings.clock();
        this.answers = surroundings.journal();
        this.journal = surroundings.journal().batches();
        this.agenda = agenda;
        this.ledger = ledger;
        this.entries = entries;
        this.drafts = drafts;
        this.rules = rules;
    }

    /// Takes some more.
    ///
    /// @return whether that was all
    boolean importSome(OpenBatch batch, BatchResults results) {
        if (!results.hasBegun()) {
            List<BatchLine> lines = journal.lines(batch.token);
            List<AnswerKey> keys = lines.stream().flatMap(line -> line.keys().stream()).toList();
            results.begin(lines, answers.known(keys).answered().keySet());
        }
        for (int i = 0; i < SLICE && entries.hasRoom(); i++) {
            Optional<BatchResults.Result> result = results.next(batch.host);
            if (result.isEmpty()) {
                results.missing(inNoFile(batch, results));
                return true;
            }
            take(batch, results, result.get());
        }
        return false;
    }

    private static HostReply inNoFile(OpenBatch batch, BatchResults results) {
        Trouble trouble = results.cutShort()
                ? new Trouble(Trouble.Kind.OVERLOADED, "batch %s ended before this request".formatted(batch.name()))
                : new Trouble(Trouble.Kind.MALFORMED,
                        "batch %s has no result of this request".formatted(batch.name()));
        return new HostReply.TryAgain(trouble, Optional.empty(), Limits.UNKNOWN);
    }

    private void take(OpenBatch batch, BatchResults results, BatchResults.Result result) {
        BatchLine line = result.line();
        if (!(result.reply() instanceof HostReply.Answered answered)) {
            results.unanswered(line, line.keys(), result.reply());
            return;
        }
        batch.lane.trust();
        batch.charged = batch.charged.plus(answered.usage().orElseGet(() -> share(batch)));
        int choices = Math.min(line.keys().size(), answered.choices().size());
        for (int i = 0; i < choices; i++) {
            AnswerKey key = line.keys().get(i);
            Answer answer = answered.answer(i, clock.instant());
            if (!results.isKnown(key)) {
                entries.keep(batch,
                        then -> ledger.answer(new AnswerRecord(key, line.exampleId(), batch.teacher, answer, "",
                                line.attempt(), Optional.of(batch.token)), then),
                        () -> kept(batch, key, answer));
            }
        }
        if (choices < line.keys().size()) {
            results.unanswered(line, line.keys().subList(choices, line.keys().size()), new HostReply.TryAgain(
                    new Trouble(Trouble.Kind.MALFORMED, "a response of batch %s has %d choices of %d".formatted(
                            batch.name(), choices, line.keys().size())),
                    Optional.empty(), Limits.UNKNOWN));
        }
    }

    /// What one request was reserved, of all.
    private static Usage share(OpenBatch batch) {
        return new Usage(batch.worst.prompt() / Math.max(1, batch.requests), 0,
                batch.worst.completion() / Math.max(1, batch.requests), 0);
    }

    private void kept(OpenBatch batch, AnswerKey key, Answer answer) {
        if (!batch.takenUp) {
            batch.lane.tally().answeredInBatch(answer);
        }
        agenda.settleInBatch(key, answer, batch.takenUp);
    }

    /// Asks again, or gives up, what has no answer.
    void reopen(OpenBatch batch, List<BatchResults.Unanswered> unanswered) {
        Optional<String> stopped = Optional.empty();
        for (BatchResults.Unanswered vote : unanswered) {
            Optional<Attempt> asked = owner(batch, vote.key(), vote.exampleId());
            if (asked.isEmpty()) {
                agenda.releaseFromBatch(vote.key());
                continue;
            }
            Attempt attempt = Attempt.numbered(asked.get().lane(), asked.get().questions(), vote.attempt());
            switch (vote.reply()) {
                case HostReply.Rejected(var trouble) -> rules.rejected(attempt, trouble);
                case HostReply.TryAgain(var trouble, _, _) -> {
                    if (vote.attempt() >= options.attempts()) {
                        rules.gaveUp(attempt, trouble);
                    } else {
                        askAgain(asked.get(), vote.attempt() + 1);
                        rules.retrying(attempt, trouble, Duration.ZERO);
                    }
                }
                case HostReply.Stopped(var reason) -> {
                    stopped = Optional.of(reason);
                    agenda.releaseFromBatch(vote.key());
                }
                case HostReply.Answered _ -> throw new IllegalStateException("an answer is not unanswered");
            }
        }
        stopped.ifPresent(reason -> rules.stop(batch.lane, reason));
    }

    /// The question that a vote of a batch belongs to, with the teacher that asks it in this run; empty if nobody does.
    private Optional<Attempt> owner(OpenBatch batch, AnswerKey key, String exampleId) {
        Optional<Lane> lane = batch.takenUp
                ? agenda.nextInLine(key).map(Agenda.Waiter::lane)
                : Optional.of(batch.lane);
        return lane.filter(each -> !each.isStopped()).flatMap(each -> each.question(exampleId, key)
                .map(question -> Attempt.first(each, List.of(question))));
    }

    private void askAgain(Attempt attempt, int number) {
        if (attempt.lane().isBatched()) {
            drafts.askAgain(Attempt.numbered(attempt.lane(), attempt.questions(), number));
        } else {
            // The first of its single requests, whose age counts from here.
            agenda.retry(attempt, clock.nanos());
        }
    }

    /// Asks everything of a batch anew, as if it had never been asked.
    void askAnew(OpenBatch batch) {
        for (BatchLine line : journal.lines(batch.token)) {
            for (AnswerKey key : line.keys()) {
                owner(batch, key, line.exampleId())
                        .ifPresentOrElse(attempt -> askAgain(attempt, 1), () -> agenda.releaseFromBatch(key));
            }
        }
    }
}
