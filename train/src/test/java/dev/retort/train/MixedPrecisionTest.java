package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.DeviceChoice;
import dev.retort.student.Metric;
import dev.retort.student.MixedPrecision;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Training with `mixed-precision: bf16` on a processor, and what of device and precision is in the fingerprint.
class MixedPrecisionTest extends TinyBase {
    private static final TrainOptions BF16 = Tiny.options().with(TrainOption.MIXED_PRECISION, MixedPrecision.BF16)
            .with(TrainOption.DEVICE, DeviceChoice.CPU);

    @Test
    void aStudentLearnsInBfloat16AsIn32Bits() throws IOException {
        TrainOptions longer = Tiny.options().with(TrainOption.EPOCHS, 20).with(TrainOption.METRIC, Metric.NONE);
        var half = new ArrayList<Double>();
        var full = new ArrayList<Double>();
        Fit ofHalf = fit(longer.with(TrainOption.MIXED_PRECISION, MixedPrecision.BF16), "bf16", half);
        Fit ofFull = fit(longer, "full", full);
        // ln 3 = 1.0986 is the loss of who knows nothing
        assertThat(half).hasSize(60).hasSameSizeAs(full).isNotEqualTo(full);
        assertThat(mean(half.subList(0, 3))).isCloseTo(mean(full.subList(0, 3)), within(0.02)).isGreaterThan(0.9);
        assertThat(mean(half.subList(57, 60))).isCloseTo(mean(full.subList(57, 60)), within(0.15)).isLessThan(0.5);
        assertThat(ofHalf.weights()).as("all in 32 bits").hasSize(Files.size(ofFull.weights()));
    }

    private Fit fit(TrainOptions options, String work, List<Double> losses) throws IOException {
        return Tiny.tuning().fit(Tiny.set(), options, base, directory.resolve(work), event -> {
            if (event instanceof TrainEvent.Stepped step) {
                losses.add(step.loss());
            }
        });
    }

    @Test
    void interruptedTrainingEndsWithTheSameBits() throws IOException {
        Fit whole = Tiny.tuning().fit(Tiny.set(), BF16, base, directory.resolve("whole"), _ -> {});
        var seen = new ArrayList<TrainEvent>();
        try {
            Tiny.tuning().fit(Tiny.set(), BF16, base, directory.resolve("parts"), event -> {
                seen.add(event);
                if (event instanceof TrainEvent.Stepped step && step.step() == 7) {
                    throw new IllegalStateException("stopped");
                }
            });
        } catch (IllegalStateException stopped) {
            assertThat(seen).isNotEmpty();
        }
        Fit parts = Tiny.tuning().fit(Tiny.set(), BF16, base, directory.resolve("parts"), _ -> {});
        assertThat(parts.weights()).hasSameBinaryContentAs(whole.weights());
    }

    @Test
    void aFullGpuIsToldWithTheRemedy() throws IOException {
        var course = new Course(Holdout.of(Tiny.set(), 0.2, 1), Tiny.LABELS, BF16, OptionalDouble.empty(), base, "",
                directory);
        var full = new RuntimeException("CUDA out of memory. Tried to allocate 20.00 MiB.\nException raised from ...");
        assertThat(course.explained(full)).isInstanceOf(TrainingException.class).hasCause(full).hasMessage(
                "student: the GPU's memory does not hold this model with batch-size 8 and max-seq-length 32; "
                        + "write a smaller batch-size with gradient-accumulation, or 'device: cpu'");
        var other = new IllegalStateException("stopped");
        assertThat(course.explained(other)).isSameAs(other);
    }

    @Test
    void theFingerprintHasThePrecisionAndNotTheDevice() throws IOException {
        TrainOptions options = Tiny.options();
        String fingerprint = FineTuning.fingerprint(Tiny.set(), options, base);
        for (DeviceChoice device : DeviceChoice.values()) {
            assertThat(FineTuning.fingerprint(Tiny.set(), options.with(TrainOption.DEVICE, device), base))
                    .isEqualTo(fingerprint);
        }
        assertThat(FineTuning.fingerprint(Tiny.set(), BF16, base)).isNotEqualTo(fingerprint);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
