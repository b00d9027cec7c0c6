package dev.retort.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ValueScoresTest {
    @Test
    void handWorkedNumbers() {
        ValueScores scores = ValueScores.of(new double[]{1, 2, 2, 3, 5, 4.5}, new double[]{1.5, 1, 2, 2.5, 4, 2});
        // off by 0.5, 1, 0, 0.5, 1, 2.5
        assertThat(scores.meanSquaredError()).isCloseTo(8.75 / 6, within(1e-12));
        assertThat(scores.meanAbsoluteError()).isCloseTo(5.5 / 6, within(1e-12));
        // scipy 1.17.1, pearsonr and spearmanr
        assertThat(scores.pearson()).isCloseTo(0.7539005511044752, within(1e-12));
        // ranks 0, 1.5, 1.5, 3, 5, 4 and 1, 0, 2.5, 4, 5, 2.5: off the mean 2.5, 13.25 of (17 * 17)^(1/2)
        assertThat(scores.spearman()).isCloseTo(13.25 / 17, within(1e-12)).isCloseTo(0.7794117647058825,
                within(1e-12));
    }

    @Test
    void correlationOfAConstantIsZero() {
        ValueScores scores = ValueScores.of(new double[]{1, 2, 3}, new double[]{0.1, 0.1, 0.1});
        assertThat(scores.pearson()).isZero();
        assertThat(scores.spearman()).isZero();
        assertThat(ValueScores.of(new double[]{4}, new double[]{3})).isEqualTo(new ValueScores(1, 1, 0, 0));
    }

    @Test
    void anyRisingCurveHasTheSameRanks() {
        double[] truth = {0.1, 0.2, 0.4, 0.9};
        double[] cubed = {0.001, 0.008, 0.064, 0.729};
        assertThat(ValueScores.of(truth, cubed).spearman()).isCloseTo(1, within(1e-12));
        assertThat(ValueScores.of(truth, cubed).pearson()).isLessThan(1);
    }
}
