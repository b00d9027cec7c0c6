package dev.retort.annotate;

import dev.retort.hosts.Trouble;
import dev.retort.store.AnswerRecord;
import dev.retort.store.BatchLine;
import dev.retort.store.SendRecord;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.Answer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands entries to the journal and tells when they are durable.
final class Ledger {
    private final AnswerJournal journal;
    private final Consumer<News> news;

    Ledger(AnswerJournal journal, Consumer<News> news) {
        this.journal = journal;
        this.news = news;
    }

    void send(Attempt attempt, Instant at) {
        var keys = attempt.questions().stream().map(Question::key).toList();
        tell(journal.send(new SendRecord(keys, attempt.question().exampleId(), attempt.lane().teacher(),
                attempt.number(), at)), new News.MayLeave(attempt));
    }

    /// Notes a line of a batch.
    void line(BatchLine line, String teacher, SendRecord.InBatch batch, Instant at, Runnable then) {
        when(journal.send(new SendRecord(line.keys(), line.exampleId(), teacher, line.attempt(), at,
                Optional.of(batch))), then);
    }

    /// Keeps an answer that a batch brought.
    void answer(AnswerRecord answer, Runnable then) {
        when(journal.answer(answer), then);
    }

    /// Has something done on the run's thread once an entry is durable.
    void when(CompletableFuture<?> entry, Runnable then) {
        tell(entry, new News.Told(then));
    }

    void answer(Attempt attempt, Question question, Answer answer) {
        tell(journal.answer(new AnswerRecord(question.key(), question.exampleId(), attempt.lane().teacher(), answer,
                question.requestJson(), attempt.number())), new News.AnswerKept(attempt.lane(), question, answer));
    }

    void trouble(Attempt attempt, Question question, Trouble trouble, boolean forGood, Instant at) {
        var kind = forGood ? TroubleRecord.Kind.REJECTED : TroubleRecord.Kind.GAVE_UP;
        tell(journal.trouble(new TroubleRecord(question.key(), question.exampleId(), attempt.lane().teacher(), kind,
                trouble.message(), attempt.number(), at)), new News.TroubleKept(attempt, question, trouble, forGood));
    }

    private void tell(CompletableFuture<?> entry, News done) {
        var _ = entry.whenComplete((Object _, @Nullable Throwable failure) -> news
                .accept(failure == null ? done : new News.Failed(failure)));
    }
}
