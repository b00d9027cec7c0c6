package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingBaselineTest {
    /// Mean (2, 20), deviation (1, 10).
    private static final float[][] LEARNT = {{1, 10}, {3, 30}};

    @TempDir
    private Path student;

    /// Embeddings at the distances 1, 2, 3 and so on from the mean of [#LEARNT]: both numbers so many deviations off.
    private static float[][] steps(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(step -> new float[]{2 + step, 20 + 10 * step})
                .toArray(float[][]::new);
    }

    @Test
    void distancesOfHandWorkedEmbeddings() {
        EmbeddingBaseline baseline = EmbeddingBaseline.of(LEARNT, steps(20));
        assertThat(baseline.size()).isEqualTo(2);
        assertThat(baseline.learnt()).isEqualTo(2);
        assertThat(baseline.distance(new float[]{2, 20})).isZero();
        assertThat(baseline.distance(new float[]{3, 20})).isCloseTo(Math.sqrt(0.5), within(1e-12)); // (1 + 0) / 2
        assertThat(baseline.distance(new float[]{5, 60})).isCloseTo(Math.sqrt(12.5), within(1e-12)); // (9 + 16) / 2
        assertThatThrownBy(() -> baseline.distance(new float[3])).hasMessage("an embedding must have 2 numbers, got 3");
    }

    @Test
    void decilesOfHandWorkedDistances() {
        EmbeddingBaseline twenty = EmbeddingBaseline.of(LEARNT, steps(20));
        assertThat(twenty.edges()).containsExactly(new double[]{2, 4, 6, 8, 10, 12, 14, 16, 18}, within(1e-12));
        assertThat(twenty.counts()).containsExactly(2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        assertThat(twenty.texts()).isEqualTo(20);
        assertThat(twenty.bin(0)).isZero();
        assertThat(twenty.bin(2)).isZero();
        assertThat(twenty.bin(2.001)).isEqualTo(1);
        assertThat(twenty.bin(18.001)).isEqualTo(9);
        // tenths of 12 texts: 1.2 of them are the first tenth, so the second distance; 2.4, the third; and so on
        EmbeddingBaseline twelve = EmbeddingBaseline.of(LEARNT, steps(12));
        assertThat(twelve.edges()).containsExactly(new double[]{2, 3, 4, 5, 6, 8, 9, 10, 11}, within(1e-12));
        assertThat(twelve.counts()).containsExactly(2, 1, 1, 1, 1, 2, 1, 1, 1, 1);
    }

    @Test
    void equalDistancesShareABin() {
        float[][] same = new float[30][];
        Arrays.setAll(same, unused -> new float[]{3, 30});
        EmbeddingBaseline baseline = EmbeddingBaseline.of(LEARNT, same);
        assertThat(baseline.counts()).containsExactly(30, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(baseline.bin(1.5)).isEqualTo(9);
    }

    /// Deviations 1 and 0, whose root mean square is 0.7071: the second counts as a hundredth of that.
    @Test
    void aNumberThatNeverMovedDoesNotDrownTheOthers() {
        EmbeddingBaseline baseline = EmbeddingBaseline.of(new float[][]{{1, 5}, {3, 5}}, steps(10));
        assertThat(baseline.distance(new float[]{2, 5.01f})).isCloseTo(1, within(1e-4));
        EmbeddingBaseline still = EmbeddingBaseline.of(new float[][]{{1, 5}, {1, 5}}, steps(10));
        assertThat(still.distance(new float[]{1, 5})).isZero();
        assertThat(still.distance(new float[]{2, 5})).isFinite();
    }

    /// So their deciles would call later texts far that are not.
    @Test
    void textsThatTheCentreIsOfAreNearerToIt() {
        var random = new Random(7);
        float[][] learnt = drawn(random, 30);
        EmbeddingBaseline baseline = EmbeddingBaseline.of(learnt, drawn(random, 1000));
        double own = Arrays.stream(learnt).mapToDouble(baseline::distance).average().orElseThrow();
        double others = Arrays.stream(drawn(random, 1000)).mapToDouble(baseline::distance).average()
                .orElseThrow();
        // means of z squared: 1, and (1 + 1/n) n/(n - 3) for normal numbers over the deviation of n = 30
        assertThat(own * own).isCloseTo(1, within(0.02));
        assertThat(others * others).isCloseTo((1 + 1 / 30.0) * 30 / 27, within(0.04));
    }

    private static float[][] drawn(Random random, int texts) {
        float[][] rows = new float[texts][1024];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    @Test
    void tooFewTextsAreRefused() {
        assertThatThrownBy(() -> EmbeddingBaseline.of(LEARNT, steps(9)))
                .hasMessageContaining("10 of others, got 2 and 9");
        assertThatThrownBy(() -> EmbeddingBaseline.of(new float[][]{{1, 2}}, steps(20)))
                .hasMessageContaining("got 1 and 20");
    }

    @Test
    void theFileGivesBackWhatWasWritten() throws IOException {
        EmbeddingBaseline baseline = EmbeddingBaseline.of(new float[][]{{0.1f, 1e-7f}, {3, 30}}, steps(12));
        Files.writeString(student.resolve("drift.json"), DriftJson.of(baseline));
        EmbeddingBaseline read = DriftJson.read(student).orElseThrow();
        assertThat(read).usingRecursiveComparison().isEqualTo(baseline);
        assertThat(read.distance(new float[]{0.3f, 7})).isEqualTo(baseline.distance(new float[]{0.3f, 7}));
    }

    @Test
    void aDirectoryWithoutTheFileHasNoBaseline() throws IOException {
        assertThat(DriftJson.read(student)).isEmpty();
        Files.writeString(student.resolve("drift.json"), "{\"format\": 1, \"other\": {}}");
        assertThat(DriftJson.read(student)).as("keys may be added and left out").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "format":1 | "format":2 | drift.json: format must be 1, got 2; a newer Retort wrote it, update Retort
            "mean":[2.0,20.0] | "mean":[2.0] | of one length, with 9 edges and 10 counts, got 1, 2, 9 and 10; copy the file
            "mean":[2.0,20.0] | "mean":[2.0,"x"] | mean must hold numbers, got "x"
            "deviation":[1.0,10.0] | "deviation":[0,10.0] | deviation must hold numbers above 0, got 0
            "edges":[2.0 | "edges":[4.5 | edges must not fall, got [4.5, 4.0
            "counts":[2 | "counts":[-2 | counts must hold numbers of at least 0, got -2
            """)
    void aBrokenFileIsNamed(String from, String to, String rule) throws IOException {
        String whole = DriftJson.of(EmbeddingBaseline.of(LEARNT, steps(20)));
        assertThat(whole).contains(from);
        Files.writeString(student.resolve("drift.json"), whole.replace(from, to));
        assertThatThrownBy(() -> DriftJson.read(student)).isInstanceOf(InferenceException.class)
                .hasMessageContaining(rule).hasMessageContaining("drift.json");
    }
}
