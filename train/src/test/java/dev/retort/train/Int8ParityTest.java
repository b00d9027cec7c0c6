package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Int8ParityTest {
    /// Label 1 for every text, but the first `changed` of int8, which get label 0.
    private static Int8Parity of(int texts, int changed, int judged, int reference) {
        var evaluation = new ArrayList<EvaluationText>();
        float[][] float32 = new float[texts][];
        float[][] int8 = new float[texts][];
        for (int text = 0; text < texts; text++) {
            evaluation.add(new EvaluationText("t" + text,
                    text < judged ? OptionalInt.of(reference) : OptionalInt.empty()));
            float32[text] = new float[]{0, 1};
            int8[text] = new float[]{text < changed ? 1.5f : 0.25f, 1};
        }
        return Int8Parity.of(ProblemType.SINGLE_LABEL, List.of(), evaluation, float32, int8);
    }

    @ParameterizedTest
    @CsvSource({"200, 1, true", "200, 2, false", "1000, 5, true", "1000, 6, false"})
    void withoutReferencesOneLabelIn200MayDiffer(int texts, int changed, boolean byDefault) {
        Int8Parity parity = of(texts, changed, 0, 1);
        assertThat(parity.byDefault()).isEqualTo(byDefault);
        assertThat(parity.sameLabels()).isCloseTo(1 - (double) changed / texts, within(1e-12));
        assertThat(parity.maxLogitDifference()).isEqualTo(1.5);
        assertThat(parity.accuracy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void withReferencesHalfAPointOfAccuracyMayBeLost(int changed, boolean byDefault) {
        Int8Parity parity = of(400, changed, 400, 1);
        assertThat(parity.accuracy()).contains(new Int8Parity.Accuracy(400, 1, 1 - changed / 400.0));
        assertThat(parity.byDefault()).isEqualTo(byDefault);
        assertThat(of(400, 3, 400, 1).reason())
                .contains("it loses 0.75 points of accuracy on 400 texts, more than 0.5");
    }

    /// Labels that differ count as a gain where float32 was wrong.
    @Test
    void accuracyDecidesOverEqualLabels() {
        Int8Parity parity = of(400, 40, 400, 0);
        assertThat(parity.accuracy()).contains(new Int8Parity.Accuracy(400, 0, 0.1));
        assertThat(parity.byDefault()).isTrue();
    }

    @Test
    void fewTextsAndNumbersDoNotVouchForInt8() {
        assertThat(of(199, 0, 0, 1).reason()).contains("it was compared on 199 texts; fewer than 200 tell too little");
        Int8Parity numbers = Int8Parity.of(ProblemType.REGRESSION, List.of(),
                EvaluationText.of(List.of("a", "b")), new float[][]{{1}, {2}}, new float[][]{{1}, {2.5f}});
        assertThat(numbers.byDefault()).isFalse();
        assertThat(numbers.maxLogitDifference()).isEqualTo(0.5);
    }

    /// sigmoid(0) is 0.5, sigmoid(1) 0.73, sigmoid(-1) 0.27.
    @Test
    void setsOfLabelsAreComparedByTheirThresholds() {
        var texts = EvaluationText.of(List.of("a", "b"));
        float[][] float32 = {{0, 1}, {1, -1}};
        assertThat(Int8Parity.of(ProblemType.MULTI_LABEL, List.of(0.5, 0.8), texts, float32,
                new float[][]{{0.5f, 0}, {-0.5f, -1}}).sameLabels()).isEqualTo(0.5);
    }
}
