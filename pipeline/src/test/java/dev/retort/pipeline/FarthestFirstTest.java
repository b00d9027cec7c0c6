package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FarthestFirstTest {
    /// On the unit circle, so that the distance grows with the angle.
    private static float[][] at(int... degrees) {
        float[][] vectors = new float[degrees.length][];
        for (int i = 0; i < degrees.length; i++) {
            double angle = Math.toRadians(degrees[i]);
            vectors[i] = new float[]{(float) Math.cos(angle), (float) Math.sin(angle)};
        }
        return vectors;
    }

    @Test
    void withoutCentresTheFirstIsPickedThenTheFarthest() {
        // from 0: 180 is farthest; then 90 and 80 lie 90 and 80 from the nearest of 0 and 180; then 80 is 10 from 90
        assertThat(FarthestFirst.pick(at(0, 10, 80, 90, 180), at(), 4)).containsExactly(0, 4, 3, 1);
    }

    @Test
    void centresAreKeptAwayFrom() {
        assertThat(FarthestFirst.pick(at(0, 90, 180), at(5), 1)).containsExactly(2);
        assertThat(FarthestFirst.pick(at(0, 90, 180), at(5, 175), 1)).containsExactly(1);
    }

    @Test
    void ofEquallyFarOnesTheFirst() {
        float[][] across = {{1, 0}, {0, 1}, {0, -1}};
        assertThat(FarthestFirst.pick(across, at(0), 2)).containsExactly(1, 2);
    }

    @Test
    void noMoreThanThereAre() {
        assertThat(FarthestFirst.pick(at(0, 0, 0), at(), 9)).containsExactly(0, 1, 2);
        assertThat(FarthestFirst.pick(at(), at(3), 9)).isEmpty();
    }
}
