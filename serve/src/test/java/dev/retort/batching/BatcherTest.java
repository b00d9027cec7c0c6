package dev.retort.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private final SlowModel model = new SlowModel();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final BatchListener listener = new BatchListener() {
        @Override
        public void scored(int texts, int requests, int tokens, Duration time) {
            told.add("%d texts of %d requests, %d tokens".formatted(texts, requests, tokens));
        }

        @Override
        public void text(float[] logits, float[] embedding, int tokens, boolean cut) {
            if (cut) {
                told.add("cut to " + tokens);
            }
        }

        @Override
        public void failed(Throwable bug) {
            told.add("bug " + bug);
        }

        @Override
        public void dropped(int texts) {
            told.add("dropped " + texts);
        }
    };
    /// A short text is 2 tokens and one for each 4 bytes, so "ab" and the like are 2.
    private final Batcher batcher = Batcher.start("test", model, new BatchOptions(10, 6, 1), listener);

    @AfterEach
    void close() {
        model.allowed.release(1000);
        batcher.close();
    }

    private record Asked(Job job, CompletableFuture<Outcome> outcome, Admission admission) {
        Outcome get() {
            return outcome.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private Asked ask(Truncation truncation, String... texts) {
        var outcome = new CompletableFuture<Outcome>();
        var job = new Job(List.of(texts), truncation, outcome::complete);
        return new Asked(job, outcome, batcher.submit(job));
    }

    private Asked ask(String... texts) {
        return ask(Truncation.REFUSE, texts);
    }

    private void modelIsBusy() {
        ask("busy");
        model.started.acquireUninterruptibly();
    }

    @Test
    void whatWaitsIsScoredTogetherUpToTheTokensOfABatch() {
        modelIsBusy();
        List<Asked> asked = List.of(ask("a"), ask("b"), ask("c"), ask("d"), ask("e"));
        assertThat(batcher.queuedTexts()).isEqualTo(5);
        assertThat(batcher.queuedTokens()).isEqualTo(10);
        model.allowed.release(3);
        asked.forEach(one -> assertThat(one.get()).isInstanceOf(Outcome.Scored.class));
        assertThat(model.batches).containsExactly(List.of("busy"), List.of("a", "b", "c"), List.of("d", "e"));
        assertThat(told).contains("3 texts of 3 requests, 3 tokens", "2 texts of 2 requests, 2 tokens");
        assertThat(batcher.queuedTokens()).isZero();
    }

    @Test
    void fullQueueRefusesAtOnce() {
        modelIsBusy();
        for (int i = 0; i < 5; i++) {
            assertThat(ask("a").admission()).isEqualTo(Admission.ACCEPTED);
        }
        assertThat(ask("a").admission()).isEqualTo(Admission.FULL);
        model.allowed.release(10);
    }

    @Test
    void jobLargerThanTheQueueIsTakenWhenNothingWaits() {
        modelIsBusy();
        Asked large = ask("a", "b", "c", "d", "e", "f", "g");
        assertThat(large.admission()).isEqualTo(Admission.ACCEPTED);
        assertThat(ask("h").admission()).isEqualTo(Admission.FULL);
        model.allowed.release(10);
        assertThat(large.get()).isInstanceOfSatisfying(Outcome.Scored.class,
                scored -> assertThat(scored.logits()).hasSize(7).allSatisfy(row -> assertThat(row).containsExactly(1)));
    }

    @Test
    void largeJobsLetSmallOnesThrough() {
        modelIsBusy();
        Asked large = ask("1", "2", "3", "4");
        Asked small = ask("s");
        model.allowed.release(3);
        small.get();
        large.get();
        assertThat(model.batches).containsExactly(List.of("busy"), List.of("1", "2", "3"), List.of("s", "4"));
    }

    @Test
    void cancelledTextsAreNotScored() {
        modelIsBusy();
        Asked gone = ask("x", "y");
        Asked stays = ask("z");
        batcher.cancel(gone.job());
        assertThat(batcher.queuedTexts()).isEqualTo(1);
        model.allowed.release(2);
        stays.get();
        assertThat(model.batches).containsExactly(List.of("busy"), List.of("z"));
        assertThat(told).contains("dropped 2");
        assertThat(gone.outcome()).isNotDone();
    }

    @Test
    void onlyTheJobAtFaultFails() {
        modelIsBusy();
        Asked good = ask("a");
        Asked bad = ask("bad");
        model.allowed.release(3);
        assertThat(good.get()).isInstanceOf(Outcome.Scored.class);
        assertThat(bad.get()).isInstanceOfSatisfying(Outcome.Failed.class,
                failed -> assertThat(failed.cause()).hasMessage("cannot score this"));
    }

    @Test
    void longTextsAreRefusedOrCutAsAsked() {
        String text = "x".repeat(60);
        model.allowed.release(2);
        assertThat(ask(Truncation.REFUSE, "ok", text).get()).isEqualTo(new Outcome.TooLong(1, 60, 50));
        assertThat(ask(Truncation.RIGHT, text).get()).isInstanceOfSatisfying(Outcome.Scored.class,
                scored -> assertThat(scored.tokens()).isEqualTo(50));
        assertThat(told).contains("cut to 50");
    }

    @Test
    void closingScoresWhatWaitsThenClosesTheModel() throws InterruptedException {
        modelIsBusy();
        Asked waiting = ask("a");
        Thread closing = Thread.ofPlatform().start(batcher::close);
        model.allowed.release(2);
        assertThat(waiting.get()).isInstanceOf(Outcome.Scored.class);
        closing.join();
        assertThat(model.closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ask("b").admission()).isEqualTo(Admission.CLOSED);
    }
}
