package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.EvalStrategy;
import dev.retort.student.Freeze;
import dev.retort.student.Optimizer;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.TrainEvent.EpochEnded;
import dev.retort.train.TrainEvent.Logged;
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
        TrainOptions longer = Tiny.options().with(TrainOption.EPOCHS, 30).with(TrainOption.PATIENCE, 30)
                .with(TrainOption.WEIGHT_DECAY, 0.0).withSeed(1);
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 14})
    void runInterruptedInMidEpochEndsWithTheSameBits(int stopAfterStep) throws IOException {
        TrainOptions options = Tiny.options().with(TrainOption.SAVE_STEPS, 1)
                .with(TrainOption.GRADIENT_ACCUMULATION, 2).with(TrainOption.BATCH_SIZE, 4);
        Fit whole = fit(options, "whole", TrainListener.SILENT);
        assertThatThrownBy(() -> fit(options, "work", event -> {
            if (event instanceof Stepped step && step.step() == stopAfterStep + 1) {
                throw new IllegalStateException("pulled the plug");
            }
        })).hasMessage("pulled the plug");
        var events = new ArrayList<TrainEvent>();
        Fit resumed = fit(options, "work", events::add);
        assertThat(only(events, Stepped.class).getFirst().step()).as("the step after the last checkpoint")
                .isEqualTo(stopAfterStep + 1);
        assertThat(only(events, Stepped.class).getLast().left()).isZero();
        assertThat(resumed.weights()).hasSameBinaryContentAs(whole.weights());
        assertThat(resumed.epochs()).extracting(EpochResult::trainLoss)
                .isEqualTo(whole.epochs().stream().map(EpochResult::trainLoss).toList());
        assertThat(resumed.epochs()).extracting(EpochResult::validation)
                .isEqualTo(whole.epochs().stream().map(EpochResult::validation).toList());
    }

    @Test
    void savingOftenChangesNothing() throws IOException {
        Fit rarely = fit(Tiny.options(), "rarely", TrainListener.SILENT);
        Fit often = fit(Tiny.options().with(TrainOption.SAVE_STEPS, 2).with(TrainOption.SAVE_TOTAL_LIMIT, 3), "often",
                TrainListener.SILENT);
        assertThat(often.weights()).hasSameBinaryContentAs(rarely.weights());
        assertThat(often.fingerprint()).isEqualTo(rarely.fingerprint());
    }

    @Test
    void evaluationsMayBeCountedInSteps() throws IOException {
        var events = new ArrayList<TrainEvent>();
        Fit fit = fit(Tiny.options().with(TrainOption.EVAL_STRATEGY, EvalStrategy.STEPS)
                .with(TrainOption.EVAL_STEPS, 4).with(TrainOption.LOGGING_STEPS, 6), "work", events::add);
        assertThat(fit.epochs()).extracting(EpochResult::steps).containsExactly(4, 8, 12, 15);
        assertThat(fit.epochs()).extracting(EpochResult::epoch).containsExactly(1, 2, 3, 4);
        List<Double> losses = losses(events);
        assertThat(fit.epochs().getLast().trainLoss())
                .isCloseTo((losses.get(12) + losses.get(13) + losses.get(14)) / 3, within(1e-12));
        assertThat(only(events, Logged.class)).extracting(Logged::step).containsExactly(6, 12, 15);
        assertThat(only(events, Logged.class).getFirst().meanLoss())
                .isCloseTo(losses.subList(0, 6).stream().mapToDouble(x -> x).average().orElseThrow(), within(1e-12));
        assertThat(fit.learningRateAfter(4)).isEqualTo(only(events, Stepped.class).getLast().learningRate());
        assertThat(fit.stoppedEarly()).isFalse();
    }

    @Test
    void aClassThatNoHeldOutTextHasIsNoError() throws IOException {
        TrainingSet all = Tiny.set();
        List<TrainingText> held = all.texts().stream().filter(text -> text.label() == 0).limit(2).toList();
        List<TrainingText> rest = all.texts().stream().filter(text -> !held.contains(text)).toList();
        Fit fit = Tiny.tuning().fit(new TrainingSet(all.labels(), rest, held), Tiny.options(), base,
                directory.resolve("work"), TrainListener.SILENT);
        assertThat(fit.epochs()).hasSize(5).allSatisfy(
                epoch -> assertThat(epoch.validation().oneLabel().macroF1()).isBetween(0.0, 1.0));
    }

    @Test
    void sgdLearnsAndGoesOnAfterAnInterruption() throws IOException {
        TrainOptions sgd = Tiny.options().with(TrainOption.OPTIMIZER, Optimizer.SGD)
                .with(TrainOption.LEARNING_RATE, 0.5).with(TrainOption.EPOCHS, 10).with(TrainOption.PATIENCE, 10);
        Fit whole = fit(sgd, "whole", TrainListener.SILENT);
        assertThat(whole.epochs().getLast().trainLoss()).isLessThan(whole.epochs().getFirst().trainLoss() - 0.1);
        assertThatThrownBy(() -> fit(sgd, "work", event -> {
            if (event instanceof Stepped step && step.step() == 8) {
                throw new IllegalStateException("pulled the plug");
            }
        })).hasMessage("pulled the plug");
        assertThat(fit(sgd, "work", TrainListener.SILENT).weights()).hasSameBinaryContentAs(whole.weights());
    }

    @Test
    void moreFrozenLayersThanThereAreIsOneLine() {
        assertThatThrownBy(() -> fit(Tiny.options().with(TrainOption.FREEZE, new Freeze(3)), "work",
                TrainListener.SILENT)).isInstanceOf(TrainingException.class)
                .hasMessage("student: freeze must leave the head: at most 2 layers, got 3");
    }

    @Test
    void finishedRunIsNotRepeatedAndKeepsOnlyTheBestWeights() throws IOException {
        Path work = directory.resolve("work");
        Fit first = Tiny.fit(base, work, TrainListener.SILENT);
        var events = new ArrayList<TrainEvent>();
        assertThat(Tiny.fit(base, work, events::add)).isEqualTo(first);
        assertThat(events).isEmpty();
        try (Stream<Path> files = Files.list(work)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("state-15.json",
                    "weights-%d.safetensors".formatted(first.best().steps()));
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
        Files.writeString(work.resolve("state-3.json"), state);
        Files.writeString(work.resolve(".weights-1.safetensors.1.tmp"), "left by a killed run");
        var events = new ArrayList<TrainEvent>();
        Tiny.fit(base, work, events::add);
        assertThat(events.getFirst()).isInstanceOf(Started.class);
        assertThat(work.resolve(".weights-1.safetensors.1.tmp")).doesNotExist();
    }

    @Test
    void patienceEndsTraining() throws IOException {
        TrainOptions impatient = Tiny.options().with(TrainOption.LEARNING_RATE, 1e-9)
                .with(TrainOption.WEIGHT_DECAY, 0.0).with(TrainOption.PATIENCE, 2);
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

    private Fit fit(TrainOptions options, String work, TrainListener listener) throws IOException {
        return Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve(work), listener);
    }

    private static List<Double> losses(List<TrainEvent> events) {
        return only(events, Stepped.class).stream().map(Stepped::loss).toList();
    }

    private static <E extends TrainEvent> List<E> only(List<TrainEvent> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
