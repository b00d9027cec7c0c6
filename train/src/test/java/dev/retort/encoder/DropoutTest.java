package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class DropoutTest {
    @Test
    void dropsTheShareAndKeepsTheMean() {
        try (var _ = new PointerScope()) {
            Tensor ones = torch.ones(new long[]{1000, 1001});
            float[] kept = Batch.values(Dropout.by(CounterRandom.of(3, 1)).apply(ones, 0.1));
            int dropped = 0;
            double sum = 0;
            for (float value : kept) {
                dropped += value == 0 ? 1 : 0;
                sum += value;
            }
            // a million draws: the deviation of the share is sqrt(0.1 x 0.9 / 1e6) = 0.0003
            assertThat(dropped / (double) kept.length).isCloseTo(0.1, within(0.0012));
            assertThat(sum / kept.length).isCloseTo(1, within(0.0014));
        }
    }

    @Test
    void masksFollowSeedAndPosition() {
        try (var _ = new PointerScope()) {
            Tensor ones = torch.ones(new long[]{64});
            var one = Dropout.by(CounterRandom.of(3, 1));
            var same = Dropout.by(CounterRandom.of(3, 1));
            float[] first = Batch.values(one.apply(ones, 0.5));
            assertThat(Batch.values(same.apply(ones, 0.5))).containsExactly(first);
            assertThat(Batch.values(one.apply(ones, 0.5))).isNotEqualTo(first);
            assertThat(Batch.values(Dropout.by(CounterRandom.of(3, 2)).apply(ones, 0.5))).isNotEqualTo(first);
        }
    }

    @Test
    void libtorchsMasksFollowSeedAndPositionToo() {
        try (var _ = new PointerScope()) {
            Tensor ones = torch.ones(new long[]{1000, 1001});
            var one = Dropout.by(CounterRandom.of(3, 1));
            float[] first = Batch.values(one.byTorch(ones, 0.1));
            int dropped = 0;
            for (float value : first) {
                assertThat(value == 0 || Math.abs(value - 1 / 0.9f) < 1e-6f).isTrue();
                dropped += value == 0 ? 1 : 0;
            }
            assertThat(dropped / (double) first.length).isCloseTo(0.1, within(0.0012)); // as above
            assertThat(Batch.values(one.byTorch(ones, 0.1))).isNotEqualTo(first);
            assertThat(Batch.values(Dropout.by(CounterRandom.of(3, 1)).byTorch(ones, 0.1))).isEqualTo(first);
            assertThat(Batch.values(Dropout.by(CounterRandom.of(3, 2)).byTorch(ones, 0.1))).isNotEqualTo(first);
        }
    }

    @Test
    void offReturnsTheSameTensor() {
        try (var _ = new PointerScope()) {
            Tensor ones = torch.ones(new long[]{4});
            assertThat(Dropout.OFF.apply(ones, 0.5)).isSameAs(ones);
        }
    }
}
