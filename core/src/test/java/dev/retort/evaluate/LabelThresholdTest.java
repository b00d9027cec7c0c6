package dev.retort.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelThresholdTest {
    @Test
    void theCutWithTheHighestF1() {
        // one said, at 0.5: F1 2 / (1 + 2); two: 2 / (2 + 2); three: 4 / (3 + 2); all: 4 / (4 + 2)
        LabelThreshold chosen = threshold(new int[]{1, 0, 1, 0}, 0.9, 0.45, 0.4, 0.1);
        assertThat(chosen).isEqualTo(new LabelThreshold("a", 0.25, 2, 2 / 3.0, 0.8));
    }

    @Test
    void ofEqualF1TheOneNearestToAHalf() {
        // F1 1 for every threshold from above 0.2 to 0.9
        assertThat(threshold(new int[]{1, 0}, 0.9, 0.2).threshold()).isEqualTo(0.5);
        // but a higher F1 goes first: 2 / 3 at 0.5, 4 / 5 for all three at 0.2
        assertThat(threshold(new int[]{1, 0, 1}, 0.9, 0.42, 0.4).threshold()).isEqualTo(0.2);
    }

    @Test
    void ofTwoEquallyNearTheHigher() {
        // one said, at 0.75: F1 2 / (1 + 2); two said, at 0.5: 2 / (2 + 2); four said, at 0.25: 4 / (4 + 2)
        assertThat(threshold(new int[]{1, 0, 0, 1, 0}, 1, 0.5, 0.375, 0.375, 0.125))
                .isEqualTo(new LabelThreshold("a", 0.75, 2, 0.5, 2 / 3.0));
    }

    @Test
    void equalProbabilitiesAreNotParted() {
        LabelThreshold chosen = threshold(new int[]{1, 0, 0, 1}, 0.3, 0.3, 0.3, 0.1);
        // three said: F1 2 / (3 + 2); all: 4 / (4 + 2)
        assertThat(chosen.threshold()).isEqualTo(0.05);
        assertThat(chosen.f1()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void aLabelThatNoTextHasKeepsAHalf() {
        assertThat(threshold(new int[]{0, 0}, 0.9, 0.1)).isEqualTo(new LabelThreshold("a", 0.5, 0, 0, 0));
    }

    @Test
    void noOtherThresholdIsBetter() {
        var random = new Random(4);
        for (int round = 0; round < 200; round++) {
            int texts = 1 + random.nextInt(30);
            int[] has = random.ints(texts, 0, 2).toArray();
            double[] probabilities = random.ints(texts, 0, 21).mapToDouble(p -> p / 20.0).toArray();
            LabelThreshold chosen = threshold(has, probabilities);
            assertThat(f1(has, probabilities, chosen.threshold())).isCloseTo(chosen.f1(), within(1e-12));
            assertThat(f1(has, probabilities, 0.5)).isCloseTo(chosen.f1AtHalf(), within(1e-12));
            for (double other = 0.01; other < 1; other += 0.02) {
                assertThat(f1(has, probabilities, other)).isLessThanOrEqualTo(chosen.f1() + 1e-12);
            }
        }
    }

    private static double f1(int[] has, double[] probabilities, double threshold) {
        int both = 0;
        int either = 0;
        for (int text = 0; text < has.length; text++) {
            boolean said = probabilities[text] >= threshold;
            both += said && has[text] == 1 ? 1 : 0;
            either += has[text] + (said ? 1 : 0);
        }
        return both == 0 ? 0 : 2.0 * both / either;
    }

    private static LabelThreshold threshold(int[] has, double... probabilities) {
        boolean[] annotated = new boolean[has.length];
        for (int text = 0; text < has.length; text++) {
            annotated[text] = has[text] == 1;
        }
        return LabelThreshold.of("a", annotated, probabilities);
    }
}
