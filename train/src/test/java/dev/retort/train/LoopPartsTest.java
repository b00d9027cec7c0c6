package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.CounterRandom;
import dev.retort.encoder.Golden;
import dev.retort.student.EvalStrategy;
import dev.retort.student.Scheduler;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Holdout, batch order, schedule, validation figures, pace.
class LoopPartsTest {
    @Test
    void holdoutTakesItsShareOfEachLabel() {
        TrainingSet set = set(100, 50, 10, 1);
        Holdout holdout = Holdout.of(set, 0.1, 5);
        assertThat(counts(holdout.validate())).containsExactly(10, 5, 1, 0);
        assertThat(counts(holdout.learn())).containsExactly(90, 45, 9, 1);
        assertThat(holdout).isEqualTo(Holdout.of(set, 0.1, 5)).isNotEqualTo(Holdout.of(set, 0.1, 6));
    }

    @Test
    void givenValidationTextsAreUsedAsTheyAre() {
        TrainingSet set = set(4, 4, 4, 4);
        var given = new TrainingSet(set.labels(), set.texts().subList(0, 8), set.texts().subList(8, 16));
        assertThat(Holdout.of(given, 0.1, 5).validate()).isEqualTo(given.validation());
    }

    @Test
    void tooFewTextsAreAnError() {
        assertThatThrownBy(() -> Holdout.of(set(1, 1, 0, 0), 0.1, 5)).isInstanceOf(TrainingException.class).hasMessage(
                "a student needs texts to learn from and to validate on, got 2 and 0 of 2; "
                        + "annotate at least two texts of a label");
    }

    @Test
    void everyTextIsInOneBatchPerEpochInAnotherOrder() {
        List<int[]> batches = BatchOrder.of(1000, 16, CounterRandom.of(1, 'o', 1));
        assertThat(batches).hasSize(63).hasSize(BatchOrder.count(1000, 16));
        assertThat(batches.stream().flatMapToInt(Arrays::stream).toArray()).hasSize(1000)
                .doesNotHaveDuplicates();
        assertThat(batches.getLast()).hasSize(8);
        assertThat(BatchOrder.of(1000, 16, CounterRandom.of(1, 'o', 2))).isNotEqualTo(batches);
    }

    @Test
    void scheduleWithoutWarmupStartsAtThePeak() {
        var schedule = Schedule.linear(1e-4, 0, 10);
        assertThat(schedule.rate(0)).isEqualTo(1e-4);
        assertThat(schedule.rate(5)).isCloseTo(5e-5, within(1e-18));
        assertThat(schedule.rate(10)).isZero();
        assertThat(Schedule.linear(1e-4, 0.1, 11).warmup()).as("rounded up").isEqualTo(2);
        assertThat(Schedule.linear(1e-4, 1, 4).rate(3)).as("warm-up only").isCloseTo(0.75e-4, within(1e-18));
    }

    @Test
    void schedulesAreThoseOfTransformers() {
        // get_cosine_schedule_with_warmup(warmup 2, total 10), get_constant_schedule_with_warmup(warmup 2), by hand
        TrainOptions options = TrainOptions.DEFAULT.with(TrainOption.LEARNING_RATE, 1.0)
                .with(TrainOption.WARMUP_RATIO, 0.2);
        Schedule cosine = Schedule.of(options.with(TrainOption.SCHEDULER, Scheduler.COSINE), 10);
        assertThat(cosine.rate(0)).isZero();
        assertThat(cosine.rate(1)).isEqualTo(0.5);
        assertThat(cosine.rate(2)).isEqualTo(1);
        assertThat(cosine.rate(4)).isCloseTo(0.8535533905932737, within(1e-15)); // (1 + cos(pi / 4)) / 2
        assertThat(cosine.rate(6)).isCloseTo(0.5, within(1e-15));
        assertThat(cosine.rate(10)).isCloseTo(0, within(1e-15));
        Schedule constant = Schedule.of(options.with(TrainOption.SCHEDULER, Scheduler.CONSTANT), 10);
        assertThat(constant.rate(1)).isEqualTo(0.5);
        assertThat(constant.rate(9)).isEqualTo(1);
    }

    @Test
    void aClassAbsentFromTheHeldOutTextsIsNoError() {
        // truth a: 3 right, 1 as c; b and c never annotated
        Validation.OneLabel validation = Validation.OneLabel.of(0.3, new int[][]{{3, 0, 1}, {0, 0, 0}, {0, 0, 0}});
        assertThat(validation.accuracy()).isEqualTo(0.75);
        assertThat(validation.macroF1()).as("a 6 / 7, c 0").isCloseTo(3 / 7.0, within(1e-12));
    }

    @Test
    void aPlanCountsStepsOfSeveralBatches() {
        TrainOptions options = TrainOptions.DEFAULT.with(TrainOption.BATCH_SIZE, 4)
                .with(TrainOption.GRADIENT_ACCUMULATION, 2).with(TrainOption.SAVE_STEPS, 4);
        Plan plan = Plan.of(19, options); // 8 + 8 + 3 texts
        assertThat(plan).isEqualTo(new Plan(8, 3, 9, 9, 3, 4));
        assertThat(IntStream.rangeClosed(1, 9).filter(plan::evaluatesAfter)).containsExactly(3, 6, 9);
        assertThat(IntStream.rangeClosed(1, 9).map(plan::epoch)).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3);
        Plan bySteps = Plan.of(19, options.with(TrainOption.EVAL_STRATEGY, EvalStrategy.STEPS)
                .with(TrainOption.EVAL_STEPS, 2));
        assertThat(IntStream.rangeClosed(1, 9).filter(bySteps::evaluatesAfter)).containsExactly(2, 4, 6, 8, 9);
        assertThat(IntStream.rangeClosed(1, 9).filter(plan.endingAt(2 / 3.0)::evaluatesAfter)).containsExactly(6);
    }

    @Test
    void validationFiguresOfAHandWorkedTable() {
        // truth a: 8 right, 2 as b; truth b: 1 as a, 4 right; c: never annotated, never predicted
        Validation.OneLabel validation = Validation.OneLabel.of(0.3, new int[][]{{8, 2, 0}, {1, 4, 0}, {0, 0, 0}});
        assertThat(validation.accuracy()).isCloseTo(12 / 15.0, within(1e-12));
        // F1 of a: 16 / (10 + 9); of b: 8 / (5 + 6); c is left out
        assertThat(validation.macroF1()).isCloseTo((16 / 19.0 + 8 / 11.0) / 2, within(1e-12));
    }

    @Test
    void decayLeavesOutBiasesAndLayerNorms() throws IOException {
        var notDecayed = new ArrayList<String>();
        Golden.json("trajectory.json").path("no_weight_decay").forEach(name -> notDecayed.add(name.asString()));
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            var left = model.trained().keySet().stream().filter(name -> !model.decays(name)).toList();
            assertThat(left).isNotEmpty().containsExactlyInAnyOrderElementsOf(notDecayed);
        }
    }

    @Test
    void paceIsByTokens() {
        var clock = new AtomicLong();
        var pace = new Pace(clock::get, 1000);
        clock.set(Duration.ofSeconds(2).toNanos());
        pace.learnt(10, 100); // a tenth of the tokens in 2 s
        assertThat(pace.textsPerSecond()).isEqualTo(5);
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(18));
    }

    private static TrainingSet set(int... perLabel) {
        var texts = new ArrayList<TrainingText>();
        for (int label = 0; label < perLabel.length; label++) {
            for (int i = 0; i < perLabel[label]; i++) {
                texts.add(TrainingText.labelled(label + "-" + i, "text", label, perLabel.length));
            }
        }
        return TrainingSet.of(List.of("a", "b", "c", "d"), texts);
    }

    private static int[] counts(List<TrainingText> texts) {
        int[] counts = new int[4];
        texts.forEach(text -> counts[text.label()]++);
        return counts;
    }
}
