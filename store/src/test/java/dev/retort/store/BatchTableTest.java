package dev.retort.store;

import static dev.retort.store.Records.AT;
import static dev.retort.store.Records.answer;
import static dev.retort.store.Records.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.store.BatchRecord.State;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTableTest extends TemporaryStore {
    private void prepare(String token, AnswerKey... keys) {
        store.journalBatch(BatchRecord.prepared(token, "gpt", "https://api.example.com/v1", AT)).join();
        for (AnswerKey key : keys) {
            store.journalSend(new SendRecord(List.of(key), "example", "gpt", 1, AT,
                    Optional.of(new SendRecord.InBatch(token, "{\"host\":\"openai\",\"model\":\"m\"}")))).join();
        }
    }

    private void answered(String token, AnswerKey key) {
        store.journalAnswer(new AnswerRecord(key, "example", "gpt", answer("yes"), "", 1, Optional.of(token))).join();
    }

    @Test
    void aBatchGoesFromPreparedToFinished() {
        prepare("t", key(1, 1), key(2, 1));
        assertThat(store.openBatches()).isEmpty();
        store.journalBatchUploaded("t", "file-1").join();
        assertThat(store.openBatches()).containsExactly(new BatchRecord("t", "gpt", "https://api.example.com/v1",
                State.UPLOADED, 2, Optional.of("file-1"), Optional.empty(), AT, Optional.empty()));
        store.journalBatchSubmitted("t", "batch_1", AT).join();

        reopen();

        assertThat(store.openBatches()).containsExactly(new BatchRecord("t", "gpt", "https://api.example.com/v1",
                State.SUBMITTED, 2, Optional.of("file-1"), Optional.of("batch_1"), AT, Optional.of(AT)));
        assertThat(store.batchLines("t")).containsExactly(new BatchLine(List.of(key(1, 1)), "example", 1),
                new BatchLine(List.of(key(2, 1)), "example", 1));
        answered("t", key(1, 1));
        store.journalBatchFinished("t", "completed", AT).join();
        assertThat(store.openBatches()).isEmpty();
        assertThat(store.unansweredSends("gpt")).as("the other is known to have failed").isZero();
        assertThat(store.failedSends("gpt")).isEqualTo(1);
    }

    @Test
    void sendsOfABatchAtAHostAreNotAmongThoseThatMayBePaidTwice() {
        prepare("t", key(1, 1), key(2, 1));
        store.journalBatchUploaded("t", "file-1").join();
        assertThat(store.unansweredSends()).isEqualTo(2);
        store.journalBatchSubmitted("t", "batch_1", AT).join();
        assertThat(store.unansweredSends()).isZero();
        assertThat(store.unansweredSends("gpt")).isEqualTo(2);
        store.journalBatchLost("t", "not there", AT).join();
        assertThat(store.unansweredSends()).isEqualTo(2);
        assertThat(store.openBatches()).isEmpty();
    }

    @Test
    void whatWasNeverSubmittedIsForgottenWithItsSends() {
        prepare("t", key(1, 1));
        prepare("u", key(2, 1));
        store.journalBatchUploaded("u", "file-1").join();

        store.forgetPreparedBatches();

        assertThat(store.batchLines("t")).isEmpty();
        assertThat(store.unansweredSends()).isEqualTo(1);
        store.journalBatchForgotten("u").join();
        assertThat(store.openBatches()).extracting(BatchRecord::token).containsExactly("u");
    }

    @Test
    void answersOfBatchesAreCountedApart() {
        prepare("t", key(1, 1));
        answered("t", key(1, 1));
        store.journalAnswer(new AnswerRecord(key(2, 1), "e", "gpt", answer("no"),
                "{\"host\":\"openai\",\"model\":\"m\"}", 1)).join();

        var one = new Usage(120, 64, 7, 3);
        assertThat(store.askingTotals()).containsEntry("gpt", new AskingTotals(1, 2, 2, one.plus(one), one));
        assertThat(store.paidAnswers()).containsExactly(new PaidAnswers("gpt", "m", 1, one, false),
                new PaidAnswers("gpt", "m", 1, one, true));
        assertThat(store.answer(key(1, 1))).contains(answer("yes"));
        var batches = new ArrayList<Optional<String>>();
        store.forEachAnswer(answer -> batches.add(answer.batch()));
        assertThat(batches).containsExactly(Optional.of("t"), Optional.empty());
    }

    @Test
    void aLineIsCalledByTheBeginningOfItsHashAndItsFirstVote() {
        var key = new AnswerKey("0123456789abcdef".repeat(4), 2);
        assertThat(new BatchLine(List.of(key, new AnswerKey(key.request(), 3)), "e", 1).customId())
                .isEqualTo("0123456789abcdef0123456789abcdef01234567-2");
    }
}
