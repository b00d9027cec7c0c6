package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retort.base.EncoderConfig;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Device;
import dev.retort.encoder.Golden;
import dev.retort.student.DeviceChoice;
import dev.retort.student.MixedPrecision;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.TrainEvent.Stepped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A tiny student trained by a GPU. Skipped, with the reason, where there is none or libtorch has no CUDA:
/// `RETORT_CUDA=1` or `./mvnw -Pcuda` brings one that has.
class CudaTest extends TinyBase {
    private static final List<int[]> TEXTS = List.of(new int[]{2, 7, 9, 3}, new int[]{2, 8, 3});
    private static final TrainOptions CUDA = Tiny.options().with(TrainOption.DEVICE, DeviceChoice.CUDA);
    private static final TrainOptions CPU = Tiny.options().with(TrainOption.DEVICE, DeviceChoice.CPU);

    @BeforeEach
    void needsAGpu() {
        Device.withoutCuda().ifPresent(why -> assumeTrue(false, why));
    }

    @Test
    void autoTakesTheGpu() {
        assertThat(FineTuning.usesGpu(CUDA.with(TrainOption.DEVICE, DeviceChoice.AUTO))).isTrue();
    }

    @Test
    void stepsAreThoseOfTheProcessor() throws IOException {
        // from the golden model, which has no dropout
        List<Stepped> here = steps(Golden.bert(), CPU, "cpu");
        List<Stepped> there = steps(Golden.bert(), CUDA, "cuda");
        assertThat(there).hasSameSizeAs(here).hasSize(15);
        for (int step = 0; step < here.size(); step++) {
            assertThat(there.get(step).loss()).isCloseTo(here.get(step).loss(), within(1e-3));
            assertThat(there.get(step).gradientNorm()).isCloseTo(here.get(step).gradientNorm(), within(1e-2));
        }
    }

    @Test
    void aStudentOfTheGpuIsScoredAlikeByBoth() throws IOException {
        Fit fit = Tiny.tuning().fit(Tiny.set(), CUDA, base, directory.resolve("work"), _ -> {});
        EncoderConfig config = EncoderConfig.read(base);
        try (Classifier cpu = Classifier.load(config, fit.weights(), 3, 1);
                Classifier gpu = Classifier.load(config, fit.weights(), 3, 1, Device.of(DeviceChoice.CUDA))) {
            for (int text = 0; text < TEXTS.size(); text++) {
                assertThat(gpu.score(TEXTS).get(text)).containsExactly(cpu.score(TEXTS).get(text), within(1e-4f));
            }
        }
    }

    @Test
    void eachGoesOnWithWhatTheOtherBegan() throws IOException {
        List<Stepped> whole = steps(Golden.bert(), CPU, "whole");
        for (List<TrainOptions> turns : List.of(List.of(CPU, CUDA), List.of(CUDA, CPU))) {
            String work = "from " + turns.getFirst().device();
            var began = new ArrayList<Stepped>();
            try {
                Tiny.tuning().fit(Tiny.set(), turns.getFirst(), Golden.bert(), directory.resolve(work), event -> {
                    if (event instanceof Stepped step) {
                        began.add(step);
                        if (step.step() == 8) {
                            throw new IllegalStateException("stopped");
                        }
                    }
                });
            } catch (IllegalStateException stopped) {
                assertThat(began).hasSize(8);
            }
            List<Stepped> rest = steps(Golden.bert(), turns.getLast(), work);
            assertThat(rest.getFirst().step()).as("after the checkpoint of step 6").isEqualTo(7);
            for (Stepped step : rest) {
                assertThat(step.loss()).isCloseTo(whole.get(step.step() - 1).loss(), within(1e-3));
            }
        }
    }

    @Test
    void aStudentLearnsInBfloat16() throws IOException {
        List<Stepped> steps = steps(base, CUDA.with(TrainOption.MIXED_PRECISION, MixedPrecision.BF16)
                .with(TrainOption.EPOCHS, 20), "bf16");
        assertThat(steps.getFirst().loss()).isGreaterThan(0.9);
        assertThat(steps.getLast().loss()).isLessThan(0.3);
    }

    private List<Stepped> steps(Path model, TrainOptions options, String work) throws IOException {
        var steps = new ArrayList<Stepped>();
        Tiny.tuning().fit(Tiny.set(), options, model, directory.resolve(work), event -> {
            if (event instanceof Stepped step) {
                steps.add(step);
            }
        });
        return steps;
    }
}
