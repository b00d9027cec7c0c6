package dev.retort.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelSetScoresTest {
    @Test
    void handWorkedSets() {
        // label 0: true 3, said 2, both 2; label 1: 2, 2, 1; label 2: 1, 1, 0; label 3 never occurs
        List<boolean[]> truth = List.of(set(1, 0, 1, 0), set(0, 1, 0, 0), set(1, 1, 0, 0), set(0, 0, 0, 0),
                set(1, 0, 0, 0));
        List<boolean[]> said = List.of(set(1, 0, 0, 0), set(0, 1, 0, 0), set(1, 0, 1, 0), set(0, 0, 0, 0),
                set(0, 1, 0, 0));
        LabelSetScores scores = LabelSetScores.of(truth, said);
        assertThat(scores.exactMatch()).isCloseTo(2 / 5.0, within(1e-12)); // the second and the empty one
        assertThat(scores.microF1()).isCloseTo(2 * 3 / 11.0, within(1e-12)); // scikit-learn: 0.5454545454545454
        // scikit-learn 0.325 over 4 labels, the last of which counts 0 there
        assertThat(scores.macroF1()).isCloseTo((4 / 5.0 + 2 / 4.0 + 0) / 3, within(1e-12))
                .isCloseTo(0.325 * 4 / 3, within(1e-12));
    }

    @Test
    void nothingTrueAndNothingSaidIsRightButHasNoF1() {
        assertThat(LabelSetScores.of(List.of(set(0, 0)), List.of(set(0, 0)))).isEqualTo(new LabelSetScores(1, 0, 0));
    }

    private static boolean[] set(int... has) {
        boolean[] set = new boolean[has.length];
        for (int label = 0; label < has.length; label++) {
            set[label] = has[label] == 1;
        }
        return set;
    }
}
