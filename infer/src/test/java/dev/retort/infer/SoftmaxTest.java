package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxTest {
    @Test
    void handWorked() {
        // e^ln 3 : e^0 = 3 : 1
        assertThat(Softmax.of(new float[]{(float) Math.log(3), 0}, 1)).containsExactly(new double[]{0.75, 0.25},
                within(1e-7));
        assertThat(Softmax.of(new float[]{-7}, 1)).containsExactly(1.0);
    }

    @Test
    void temperatureDividesTheScores() {
        // e^(ln 9 / 2) : e^0 = 3 : 1
        assertThat(Softmax.of(new float[]{(float) Math.log(9), 0}, 2)).containsExactly(new double[]{0.75, 0.25},
                within(1e-7));
    }

    @Test
    void extremesDoNotOverflow() {
        assertThat(Softmax.of(new float[]{Float.MAX_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE}, 1)).containsExactly(0.5,
                0,
                0.5);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesWhatHasNoProbability(float logit) {
        assertThatThrownBy(() -> Softmax.of(new float[]{0, logit}, 1)).hasMessageStartingWith("logits must be finite");
    }
}
