package dev.retort.store;

import static dev.retort.store.Records.AT;
import static dev.retort.store.Records.answer;
import static dev.retort.store.Records.answered;
import static dev.retort.store.Records.choice;
import static dev.retort.store.Records.key;
import static dev.retort.store.Records.send;
import static dev.retort.store.Records.trouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.task.Value;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.LabelProbability;
import dev.retort.teacher.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JournalTest extends TemporaryStore {
    @Test
    void answersComeBackExactly() {
        var bare = new Answer("positive", Optional.empty(), Optional.empty(), Optional.empty(), AT);
        var full = answered(key(1, 2), "full");
        store.journalAnswer(full).join();
        store.journalAnswer(new AnswerRecord(key(1, 1), "e", "simple", bare, "{}", 3)).join();

        reopen();

        assertThat(store.answer(key(1, 2))).contains(full.answer());
        assertThat(store.answer(key(1, 1))).contains(bare);
        assertThat(store.answer(key(1, 3))).isEmpty();
        assertThat(store.answer(key(2, 1))).isEmpty();
        var records = new ArrayList<AnswerRecord>();
        store.forEachAnswer(records::add);
        // the request is kept once, as it first came
        assertThat(records).containsExactly(full,
                new AnswerRecord(key(1, 1), "e", "simple", bare, full.requestJson(), 3));
    }

    @Test
    void oddRepliesComeBackExactly() {
        var raws = new ArrayList<>(Records.ODD_TEXTS);
        raws.add("ä".repeat(5_000_000)); // 10 MB of UTF-8
        for (int i = 0; i < raws.size(); i++) {
            var record = new AnswerRecord(key(i, 1), raws.get(i), raws.get(i), answer(raws.get(i)), raws.get(i), 1);
            store.journalAnswer(record).join();
        }

        var records = new ArrayList<AnswerRecord>();
        store.forEachAnswer(records::add);

        assertThat(records).hasSameSizeAs(raws);
        for (int i = 0; i < raws.size(); i++) {
            assertThat(records.get(i).answer().raw().equals(raws.get(i))).as("raw %d", i).isTrue();
            assertThat(records.get(i).exampleId().equals(raws.get(i))).as("id %d", i).isTrue();
            assertThat(records.get(i).requestJson().equals(raws.get(i))).as("request %d", i).isTrue();
        }
    }

    @Test
    void theFirstAnswerOfAKeyStays() {
        store.journalAnswer(answered(key(1, 1), "first")).join();
        store.journalAnswer(answered(key(1, 1), "second")).join();

        assertThat(store.answer(key(1, 1)).orElseThrow().raw()).isEqualTo("first");
        assertThat(store.answeredKeys()).containsExactly(key(1, 1));
    }

    @Test
    void manyKeysAreLookedUpInTheirOrder() {
        var durable = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 2500; i++) {
            durable.add(store.journalAnswer(answered(key(i, 1), "r" + i)));
        }
        durable.forEach(CompletableFuture::join);
        store.journalAnswer(answered(key(7, 2), "other vote")).join();
        List<AnswerKey> asked = new ArrayList<>();
        for (int i = 2999; i >= 0; i--) {
            asked.add(key(i, 1));
        }

        var answers = store.answers(asked);

        assertThat(answers).hasSize(2500);
        assertThat(answers.sequencedKeySet()).containsExactlyElementsOf(asked.subList(500, 3000));
        assertThat(answers.sequencedValues()).element(2499 - 7).isEqualTo(answer("r7"));
        assertThat(store.answeredKeys()).hasSize(2501);
        assertThat(store.answers(List.of())).isEmpty();
    }

    @Test
    void anAnswerClearsTroubleAndKeepsItAway() {
        store.journalTrouble(trouble(key(1, 1))).join();
        store.journalTrouble(trouble(key(2, 1))).join();
        var rejected = new TroubleRecord(key(1, 1), "e", "simple", TroubleRecord.Kind.REJECTED, "HTTP 400: no", 1, AT);
        store.journalTrouble(rejected).join();
        assertThat(store.troubles()).containsExactly(trouble(key(2, 1)), rejected);

        store.journalAnswer(answered(key(1, 1), "at last")).join();
        assertThat(store.troubles()).containsExactly(trouble(key(2, 1)));

        store.journalTrouble(rejected).join();
        assertThat(store.troubles()).containsExactly(trouble(key(2, 1)));
    }

    @Test
    void aSendIsUnansweredUntilItsAnswerTroubleOrRetry() {
        store.journalSend(send(1, key(1, 1), key(1, 2))).join();
        store.journalSend(send(1, key(1, 3))).join();
        store.journalSend(send(1, key(2, 1))).join();
        assertThat(store.unansweredSends()).isEqualTo(3);

        store.journalAnswer(answered(key(1, 2), "one of its two votes")).join();
        assertThat(store.unansweredSends()).isEqualTo(2);

        store.journalSend(send(2, key(2, 1))).join(); // the first attempt is known to have failed
        assertThat(store.unansweredSends()).isEqualTo(2);

        store.journalTrouble(trouble(key(2, 1))).join();
        store.journalAnswer(answered(key(1, 3), "third")).join();
        assertThat(store.unansweredSends()).isZero();
    }

    @Test
    void aSendLostWithItsProcessStaysUnansweredWhenTheNextProcessAsksAgain() {
        store.journalSend(send(1, key(1, 1))).join();
        store.journalSend(send(2, key(1, 1))).join();
        reopen(); // as if killed: nothing came of attempt 2

        store.journalSend(send(1, key(1, 1))).join();
        store.journalSend(send(2, key(1, 1))).join();
        store.journalAnswer(answered(key(1, 1), "second process")).join();

        assertThat(store.unansweredSends()).isEqualTo(1);
        assertThat(store.unansweredSends("cot")).isEqualTo(1);
        assertThat(store.unansweredSends("simple")).isZero();
    }

    @Test
    void aSendAsksForOneRequest() {
        assertThatThrownBy(() -> send(1, key(1, 1), key(2, 1))).hasMessageContaining("exactly one request");
        assertThatThrownBy(() -> send(1)).hasMessageContaining("exactly one request");
        assertThatThrownBy(() -> send(0, key(1, 1))).hasMessageContaining("counts from 1");
    }

    @Test
    void sendsWithoutAnAnswerAreCounted() {
        store.journalSend(send(1, key(1, 1), key(1, 2))).join();
        store.journalAnswer(answered(key(1, 1), "a")).join();
        store.journalAnswer(answered(key(1, 2), "b")).join();
        store.journalSend(send(1, key(2, 1))).join(); // fails
        store.journalSend(send(2, key(2, 1))).join();
        store.journalAnswer(answered(key(2, 1), "c")).join();
        store.journalSend(send(1, key(3, 1))).join(); // fails, and that is all
        store.journalTrouble(trouble(key(3, 1))).join();
        store.journalSend(send(1, key(4, 1))).join(); // on its way

        assertThat(store.askingTotals()).containsOnlyKeys("cot").extractingByKey("cot")
                .satisfies(charges -> assertThat(charges.sends()).isEqualTo(5))
                .satisfies(charges -> assertThat(charges.answers()).isEqualTo(3))
                .satisfies(charges -> assertThat(charges.usage()).isEqualTo(new Usage(360, 192, 21, 9)));
        assertThat(store.failedSends("cot")).isEqualTo(2);
        assertThat(store.unansweredSends("cot")).isEqualTo(1);
        assertThat(store.failedSends("other")).isZero();
        assertThat(store.lastAnswers("cot", 2)).containsExactly(answer("c"), answer("b"));
        assertThat(store.answers(List.of(key(1, 2), key(1, 2), key(1, 3), key(4, 1)))).containsOnlyKeys(key(1, 2));
    }

    @Test
    void refusedKeysAreFoundAmongMany() {
        var rejected = new TroubleRecord(key(1, 2), "e", "simple", TroubleRecord.Kind.REJECTED, "HTTP 400: no", 1, AT);
        store.journalTrouble(rejected).join();
        store.journalTrouble(trouble(key(2, 1))).join();

        assertThat(store.rejected(List.of(key(1, 1), key(1, 2), key(2, 1), key(3, 1)))).containsExactly(key(1, 2));
        assertThat(store.rejected(List.of())).isEmpty();
    }

    @Test
    void whatWasChargedIsSummedUpByTeacherAndModelWithoutRecordedAnswers() {
        store.journalAnswer(charged(1, "a", "{\"host\":\"openai\",\"model\":\"m\"}")).join();
        store.journalAnswer(charged(2, "a", "{\"host\":\"openai\",\"model\":\"m\"}")).join();
        store.journalAnswer(charged(3, "b", "{\"host\":\"openai\",\"model\":\"n\"}")).join();
        store.journalAnswer(charged(4, "a", "{\"host\":\"replay\",\"model\":\"m\"}")).join();

        assertThat(store.paidAnswers()).containsExactly(new PaidAnswers("a", "m", 2, new Usage(240, 128, 14, 6)),
                new PaidAnswers("b", "n", 1, new Usage(120, 64, 7, 3)));
    }

    private static AnswerRecord charged(long request, String teacher, String json) {
        return new AnswerRecord(key(request, 1), "e", teacher, answer("x"), json, 1);
    }

    @Test
    void howProbableALabelWasIsKeptWithItsAnswer() {
        var others = new LinkedHashMap<Value, Double>();
        others.put(choice("negative"), 0.05);
        others.put(choice("a \"quoted\" 👍"), 1e-9);
        var likely = new Answer("positive", Optional.empty(), Optional.empty(), Optional.empty(), AT,
                Optional.of(new LabelProbability(choice("positive"), 0.9375, others)));
        store.journalAnswer(new AnswerRecord(key(1, 1), "e", "simple", likely, "{}", 1)).join();

        reopen();

        Answer read = store.answer(key(1, 1)).orElseThrow();
        assertThat(read).isEqualTo(likely);
        assertThat(read.label().orElseThrow().others().sequencedKeySet())
                .containsExactlyElementsOf(others.sequencedKeySet());
    }
}
