package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.student.TrainOptions;
import dev.retort.train.TrainEvent.EpochEnded;
import dev.retort.train.TrainEvent.Started;
import dev.retort.train.TrainEvent.Stepped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FineTuningTest extends TinyBase {
    @Test
    void twoRunsAreBitIdentical() throws IOException {
        var one = new ArrayList<TrainEvent>();
        var two = new ArrayList<TrainEvent>();
        Fit first = Tiny.fit(base, directory.resolve("one"), one::add);
        Fit second = Tiny.fit(base, directory.resolve("two"), two::add);
        assertThat(losses(two)).hasSize(15).containsExactlyElementsOf(losses(one));
        assertThat(second.weights()).hasSameBinaryContentAs(first.weights());
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    }

    @Test
    void anotherSeedGivesOtherLosses() throws IOException {
        var one = new ArrayList<TrainEvent>();
        var other = new ArrayList<TrainEvent>();
        Tiny.fit(base, directory.resolve("one"), one::add);
        Tiny.tuning().fit(Tiny.set(), Tiny.options().withSeed(43), base, directory.resolve("other"), other::add);
        assertThat(losses(other)).isNotEqualTo(losses(one));
    }

    @Test
    void eventsTellTheWholeRun() throws IOException {
        var events = new ArrayList<TrainEvent>();
        Fit fit = Tiny.fit(base, directory.resolve("work"), events::add);
        assertThat(events.getFirst()).isEqualTo(new Started(19, 5, 5, 3, 0, List.of()));
        List<Stepped> steps = only(events, Stepped.class);
        assertThat(steps).extracting(Stepped::step).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(steps.getFirst().learningRate()).isZero();
        assertThat(steps.get(2).learningRate()).isEqualTo(5e-3);
        assertThat(steps.getLast().left()).isZero();
        List<EpochEnded> epochs = only(events, EpochEnded.class);
        assertThat(epochs).extracting(EpochEnded::result).isEqualTo(fit.epochs());
        assertThat(epochs.stream().filter(EpochEnded::taken).reduce((a, b) -> b).orElseThrow().result())
                .isEqualTo(fit.best());
        assertThat(fit.bestEpoch()).as("5 held-out texts cannot speak against the last epoch").isEqualTo(5);
        assertThat(fit.stoppedEarly()).isFalse();
    }

    @Test
    void itLearns() throws IOException {
        TrainOptions longer = new TrainOptions("tiny", 5e-3, 30, 8, 32, 0.1, 0, 1.0, 1, 0.2, 30);
        Fit fit = Tiny.tuning().fit(Tiny.set(), longer, base, directory.resolve("work"), TrainListener.SILENT);
        assertThat(fit.epochs().getFirst().trainLoss()).isGreaterThan(0.8);
        assertThat(fit.epochs().getLast().trainLoss()).isLessThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 8, 14, 15})
    void interruptedRunEndsWithTheSameBits(int stopAfterStep) throws IOException {
        Fit whole = Tiny.fit(base, directory.resolve("whole"), TrainListener.SILENT);
        Path work = directory.resolve("work");
        assertThatThrownBy(() -> Tiny.fit(base, work, event -> {
            if (event instanceof Stepped step && step.step() == stopAfterStep) {
                throw new IllegalStateException("pulled the plug");
            }
        })).hasMessage("pulled the plug");
        var events = new ArrayList<TrainEvent>();
        Fit resumed = Tiny.fit(base, work, events::add);
        int finished = (stopAfterStep - 1) / 3;
        assertThat(events.getFirst()).isEqualTo(new Started(19, 5, 5, 3, finished, List.of()));
        assertThat(only(events, Stepped.class)).hasSize(15 - 3 * finished);
        assertThat(resumed.weights()).hasSameBinaryContentAs(whole.weights());
        assertThat(resumed.bestEpoch()).isEqualTo(whole.bestEpoch());
        assertThat(resumed.epochs()).extracting(EpochResult::validation)
                .isEqualTo(whole.epochs().stream().map(EpochResult::validation).toList());
    }

    @Test
    void finishedRunIsNotRepeatedAndKeepsOnlyTheBestWeights() throws IOException {
        Path work = directory.resolve("work");
        Fit first = Tiny.fit(base, work, TrainListener.SILENT);
        var events = new ArrayList<TrainEvent>();
        assertThat(Tiny.fit(base, work, events::add)).isEqualTo(first);
        assertThat(events).isEmpty();
        try (Stream<Path> files = Files.list(work)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("state.json",
                    "weights-%d.safetensors".formatted(first.bestEpoch()));
        }
    }

    @Test
    void checkpointOfOtherOptionsIsStartedOver() throws IOException {
        Path work = directory.resolve("work");
        Tiny.fit(base, work, TrainListener.SILENT);
        var events = new ArrayList<TrainEvent>();
        Tiny.tuning().fit(Tiny.set(), Tiny.options().withSeed(7), base, work, events::add);
        assertThat(events.getFirst()).isEqualTo(new Started(19, 5, 5, 3, 0, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "[1]", "{\"version\": 99}", "not json"})
    void unreadableStateIsStartedOver(String state) throws IOException {
        Path work = Files.createDirectories(directory.resolve("work"));
        Files.writeString(work.resolve("state.json"), state);
        Files.writeString(work.resolve(".weights-1.safetensors.1.tmp"), "left by a killed run");
        var events = new ArrayList<TrainEvent>();
        Tiny.fit(base, work, events::add);
        assertThat(events.getFirst()).isInstanceOf(Started.class);
        assertThat(work.resolve(".weights-1.safetensors.1.tmp")).doesNotExist();
    }

    @Test
    void patienceEndsTraining() throws IOException {
        TrainOptions impatient = new TrainOptions("tiny", 1e-9, 5, 8, 32, 0.1, 0, 1.0, 42, 0.2, 2);
        Fit fit = Tiny.tuning().fit(Tiny.set(), impatient, base, directory.resolve("work"), TrainListener.SILENT);
        // nothing moves by more than 1e-9, so no epoch has a better macro F1 than the first
        assertThat(fit.epochs()).hasSize(3).extracting(epoch -> epoch.validation().oneLabel().macroF1())
                .containsOnly(fit.best().validation().oneLabel().macroF1());
        assertThat(fit.stoppedEarly()).isTrue();
    }

    @Test
    void virtualThreadsAreRefused() throws Exception {
        var failures = new ArrayList<Throwable>();
        Thread.ofVirtual().name("reviewer").start(() -> {
            try {
                Tiny.fit(base, directory.resolve("work"), TrainListener.SILENT);
            } catch (IOException | RuntimeException refused) {
                failures.add(refused);
            }
        }).join();
        assertThat(failures).hasSize(1).first().asInstanceOf(
                org.assertj.core.api.InstanceOfAssertFactories.THROWABLE)
                .hasMessage("libtorch must be called from a platform thread, got virtual thread 'reviewer'");
    }

    private static List<Double> losses(List<TrainEvent> events) {
        return only(events, Stepped.class).stream().map(Stepped::loss).toList();
    }

    private static <E extends TrainEvent> List<E> only(List<TrainEvent> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
