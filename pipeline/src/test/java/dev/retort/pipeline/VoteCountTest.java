package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.annotate.Questions;
import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.store.AnswerRecord;
import dev.retort.store.Store;
import dev.retort.task.Label;
import dev.retort.task.Task;
import dev.retort.task.TaskKind;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import dev.retort.votes.VoteRules;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteCountTest {
    private static final Task TASK = new Task("sentiment", TaskKind.TEXT_CLASSIFICATION, "Label the TEXT.",
            List.of(Label.of("positive"), Label.of("negative")), List.of());
    private static final Ask ASK = new Ask(new Teacher("t", new HostSettings.Replay(Path.of("answers.jsonl")), "model",
            PromptStyle.SIMPLE, Optional.empty(), Sampling.DEFAULT, Optional.empty()), 1);
    private static final List<Example> TEXTS = IntStream.range(0, 250)
            .mapToObj(i -> new Example("t" + i, "Text " + i, Split.TRAIN, Optional.empty())).toList();

    @TempDir
    private Path directory;

    private Store store;
    private VoteCount votes;

    @BeforeEach
    void everyTextIsAnswered() {
        store = Store.open(directory.resolve("retort.db"));
        store.saveExamples(TEXTS);
        store.saveTeachers(List.of(ASK));
        votes = new VoteCount(TASK, VoteRules.DEFAULT, store, Clock.systemUTC());
        var questions = Questions.of(TASK, ASK);
        TEXTS.stream().flatMap(text -> questions.about(text).stream())
                .map(question -> store.journalAnswer(new AnswerRecord(question.key(), question.exampleId(), "t",
                        new Answer("positive", Optional.empty(), Optional.empty(), Optional.empty(), Instant.EPOCH),
                        question.requestJson(), 1)))
                .toList().forEach(journaled -> journaled.join());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aCountThatIsStoppedHalfWayLeavesNothingAndIsDoneLater() {
        var asked = new AtomicInteger();
        assertThat(votes.count(ASK, TEXTS, () -> asked.incrementAndGet() <= 2)).isFalse();
        assertThat(asked).hasValue(3);
        assertThat(store.annotations("t")).isEmpty();
        assertThat(store.voteKinds("t").read()).isZero();

        assertThat(votes.count(ASK, TEXTS, () -> true)).isTrue();
        assertThat(store.annotations("t")).hasSize(250);
        assertThat(store.voteKinds("t").read()).isEqualTo(250);
    }

    @Test
    void aCountThatIsStoppedKeepsTheOneBefore() {
        votes.count(ASK, TEXTS.subList(0, 200), () -> true);
        assertThat(votes.count(ASK, TEXTS, () -> false)).isFalse();
        assertThat(store.annotations("t")).hasSize(200);
    }
}
