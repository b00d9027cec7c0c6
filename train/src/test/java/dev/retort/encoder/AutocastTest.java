package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.MixedPrecision;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutocastTest {
    private static final List<int[]> TEXTS = List.of(new int[]{2, 7, 9, 8, 7, 9, 8, 7, 9, 8, 7, 3}, new int[]{2, 8, 3});
    /// bfloat16 has 8 bits of precision, so every number is off by up to 2^-9 of its size; the logits are up to 3.
    private static final float CLOSE = 0.1f;

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void logitsAreCloseToThoseIn32BitsAndOthers(String family) throws IOException {
        try (Classifier model = Classifier.load(Golden.family(family), 3, 1); var _ = new PointerScope()) {
            float[] full = Batch.values(model.forward(model.batch(TEXTS), Dropout.OFF));
            model.learnIn(MixedPrecision.BF16);
            Tensor logits = model.forward(model.batch(TEXTS), Dropout.OFF);
            assertThat(logits.scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(Batch.values(logits)).isNotEqualTo(full).containsExactly(full, within(CLOSE));
            assertThat(torch.is_autocast_enabled(DeviceType.CPU)).as("off again").isFalse();
        }
    }

    @Test
    void scoresStayIn32Bits() throws IOException {
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1)) {
            List<float[]> before = model.score(TEXTS);
            model.learnIn(MixedPrecision.BF16);
            assertThat(model.score(TEXTS)).usingRecursiveComparison().isEqualTo(before);
        }
    }

    @Test
    void gradientsAreIn32BitsAndCloseToThoseOf32Bits() throws IOException {
        try (Classifier model = Classifier.load(Golden.bert(), 3, 1); var _ = new PointerScope()) {
            float[] full = gradient(model);
            model.learnIn(MixedPrecision.BF16);
            float[] half = gradient(model);
            double products = 0;
            double fulls = 0;
            double halves = 0;
            for (int i = 0; i < full.length; i++) {
                products += full[i] * half[i];
                fulls += full[i] * full[i];
                halves += half[i] * half[i];
            }
            assertThat(half).isNotEqualTo(full);
            assertThat(products / Math.sqrt(fulls * halves)).as("cosine").isGreaterThan(0.999);
            assertThat(Math.sqrt(halves / fulls)).as("length").isCloseTo(1, within(0.02));
        }
    }

    /// Of the first layer's query projection.
    private static float[] gradient(Classifier model) {
        Tensor weight = model.trained("bert.encoder.layer.0.attention.self.query.weight");
        weight.mutable_grad().reset();
        Tensor logits = model.forward(model.batch(TEXTS), Dropout.OFF);
        torch.log_softmax(logits, 1).select(1, 0).sum().neg().backward();
        assertThat(weight.scalar_type().intern()).isEqualTo(ScalarType.Float);
        assertThat(weight.grad().scalar_type().intern()).isEqualTo(ScalarType.Float);
        return Batch.values(weight.grad());
    }

    @Test
    void productsAreIn16BitsWhileSoftmaxStaysIn32() {
        Torch.start();
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            Tensor x = torch.arange(new Scalar(64)).to(ScalarType.Float).div(new Scalar(64)).view(2, 32);
            try (var _ = new Autocast(Device.CPU)) {
                Tensor product = x.matmul(x.t());
                assertThat(product.scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
                assertThat(Layers.softmax(product).scalar_type().intern()).isEqualTo(ScalarType.Float);
                assertThat(torch.softmax(product, 1).scalar_type().intern()).as("what a processor would do")
                        .isEqualTo(ScalarType.BFloat16);
                assertThat(Dropout.by(CounterRandom.of(1)).apply(product, 0.5).scalar_type().intern())
                        .isEqualTo(ScalarType.Float);
            }
            assertThat(x.matmul(x.t()).scalar_type().intern()).isEqualTo(ScalarType.Float);
        }
    }
}
