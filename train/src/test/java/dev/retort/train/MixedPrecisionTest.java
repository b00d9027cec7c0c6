package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.student.DeviceChoice;
import dev.retort.student.MixedPrecision;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Training with `mixed-precision: bf16` on a processor, and what of device and precision is in the fingerprint.
class MixedPrecisionTest extends TinyBase {
    private static final TrainOptions BF16 = Tiny.options().with(TrainOption.MIXED_PRECISION, MixedPrecision.BF16)
            .with(TrainOption.DEVICE, DeviceChoice.CPU);

    @Test
    void aStudentLearnsInBfloat16() throws IOException {
        var losses = new ArrayList<Double>();
        Fit fit = Tiny.tuning().fit(Tiny.set(), BF16.with(TrainOption.EPOCHS, 20), base, directory.resolve("bf16"),
                event -> {
                    if (event instanceof TrainEvent.Stepped step) {
                        losses.add(step.loss());
                    }
                });
        // ln 3 = 1.0986 is the loss of who knows nothing
        assertThat(mean(losses.subList(0, 3))).isGreaterThan(0.9);
        assertThat(mean(losses.subList(losses.size() - 3, losses.size()))).isLessThan(0.2);
        Fit full = Tiny.tuning().fit(Tiny.set(), Tiny.options(), base, directory.resolve("full"), _ -> {});
        assertThat(fit.weights()).hasSize(java.nio.file.Files.size(full.weights())); // all in 32 bits
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
