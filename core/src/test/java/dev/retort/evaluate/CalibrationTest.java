package dev.retort.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CalibrationTest {
    /// Scores of two classes, and which of them is right.
    private record Scored(List<float[]> logits, List<Integer> right) {
        int[] truths() {
            return right.stream().mapToInt(Integer::intValue).toArray();
        }

        Calibration calibration() {
            return Calibration.of(logits, truths());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.retort.evaluate.EvaluationTest#cases")
    void errorIsThatOfTheReference(JsonNode golden) {
        if (golden.path("probabilities").isNull()) {
            return;
        }
        List<String> classes = new ArrayList<>();
        golden.path("classes").forEach(name -> classes.add(name.asString()));
        List<double[]> probabilities = new ArrayList<>();
        golden.path("probabilities").forEach(row -> probabilities
                .add(IntStream.range(0, row.size()).mapToDouble(k -> row.path(k).doubleValue()).toArray()));
        int[] truths = IntStream.range(0, golden.path("y_true").size())
                .map(i -> classes.indexOf(golden.path("y_true").path(i).asString())).toArray();
        for (int bins : new int[]{10, 15}) {
            assertThat(CalibrationError.of(probabilities, truths, bins))
                    .isCloseTo(golden.path("expected").path("ece_" + bins).doubleValue(), within(1e-9));
        }
    }

    @Test
    void temperatureOfAHandWorkedCase() {
        // All 200 examples have the scores (2, 0); the first class is right in 150 of them. The likelihood is best where
        // the probability is 150/200: exp(2/T) = 3, T = 2 / ln 3 = 1.8205. Then confidence equals accuracy.
        Calibration calibration = pairs(2, 200, 150).calibration();
        assertThat(calibration.temperature()).isCloseTo(2 / Math.log(3), within(1e-12));
        assertThat(calibration.texts()).isEqualTo(200);
        // before, the confidence is 1 / (1 + exp(-2)) = 0.880797
        assertThat(calibration.eceBefore()).isCloseTo(1 / (1 + Math.exp(-2)) - 0.75, within(1e-7));
        assertThat(calibration.eceAfter()).isCloseTo(0, within(1e-12));
        assertThat(calibration.bins()).isEqualTo(10);
        assertThat(calibration.fitted()).isTrue();
    }

    @Test
    void tooModestProbabilitiesBecomeSurer() {
        // exp(0.5/T) = 9, T = 0.5 / ln 9 = 0.2276
        assertThat(pairs(0.5f, 100, 90).calibration().temperature()).isCloseTo(0.5 / Math.log(9), within(1e-12));
    }

    @Test
    void fewTextsAreLeftAlone() {
        Calibration calibration = pairs(2, Calibration.LEAST_TEXTS - 1, 74).calibration();
        assertThat(calibration.temperature()).isEqualTo(1);
        assertThat(calibration.eceAfter()).isEqualTo(calibration.eceBefore()).isGreaterThan(0.1);
        assertThat(calibration.notFitted())
                .hasValue("99 held-out texts are too few to tell a temperature, 100 are needed");
    }

    @Test
    void degenerateScoresAreLeftAlone() {
        Calibration right = pairs(2, 200, 200).calibration();
        assertThat(right.temperature()).isEqualTo(1);
        assertThat(right.notFitted()).hasValueSatisfying(why -> assertThat(why).startsWith("so few held-out texts"));

        Calibration chance = pairs(2, 200, 100).calibration();
        assertThat(chance.temperature()).isEqualTo(1);
        assertThat(chance.notFitted()).hasValueSatisfying(why -> assertThat(why).contains("next to nothing"));

        // equal scores: every temperature gives one half
        assertThat(pairs(0, 200, 120).calibration().temperature()).isEqualTo(1);
    }

    @Test
    void hugeScoresDoNotOverflow() {
        Calibration calibration = pairs(3e38f, 200, 150).calibration();
        assertThat(calibration.temperature()).isEqualTo(1);
        assertThat(calibration.eceBefore()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void temperatureIsTheLikeliestOne() {
        Scored scored = drawn(new Random(5), 300, 3);
        double best = scored.calibration().temperature();
        assertThat(loss(scored, best)).isLessThan(loss(scored, best * 1.01)).isLessThan(loss(scored, best / 1.01));
    }

    /// What the least number of texts rests on: how far fits are from the right temperature, 1.5.
    @ParameterizedTest
    @CsvSource({"25, 0.3, 2.6", "100, 1.0, 2.0", "400, 1.2, 1.8"})
    void moreTextsTellItBetter(int texts, double low, double high) {
        var random = new Random(42);
        var fits = new ArrayList<Double>();
        int right = 0;
        for (int draw = 0; draw < 1000; draw++) {
            Scored scored = drawn(random, texts, 4);
            fits.add(Temperature.fit(scored.logits(), scored.truths()));
            right += (int) IntStream.range(0, texts).filter(i -> best(scored.logits().get(i)) == scored.right().get(i))
                    .count();
        }
        Collections.sort(fits);
        assertThat(right / (1000.0 * texts)).as("about one in seven is wrong").isCloseTo(6 / 7.0, within(0.01));
        assertThat(fits.get(25)).isCloseTo(low, within(0.07));
        assertThat(fits.get(974)).isCloseTo(high, within(0.07));
    }

    @Test
    void badInputIsTold() {
        assertThatThrownBy(() -> Calibration.of(List.of(), new int[0])).hasMessageEndingWith("got 0 and 0");
        assertThatThrownBy(() -> Calibration.of(List.of(new float[]{1, 2}), new int[]{2}))
                .hasMessage("example 0: the right class must be from 0 to 1, got 2");
        assertThatThrownBy(() -> Calibration.of(List.of(new float[]{1, Float.NaN}), new int[]{0}))
                .hasMessage("example 0: scores must be finite, got NaN");
    }

    private static Scored pairs(float lead, int texts, int right) {
        int[] truths = new int[texts];
        Arrays.fill(truths, right, texts, 1);
        return new Scored(Collections.nCopies(texts, new float[]{lead, 0}), Arrays.stream(truths).boxed().toList());
    }

    /// Scores of three classes that are 1.5 times those from which the right class is drawn.
    private static Scored drawn(Random random, int texts, double spread) {
        var logits = new ArrayList<float[]>();
        int[] truths = new int[texts];
        for (int i = 0; i < texts; i++) {
            float[] scores = new float[3];
            for (int k = 0; k < 3; k++) {
                scores[k] = (float) (1.5 * spread * random.nextGaussian());
            }
            double[] p = Softmax.of(scores, 1.5);
            double draw = random.nextDouble();
            truths[i] = draw < p[0] ? 0 : draw < p[0] + p[1] ? 1 : 2;
            logits.add(scores);
        }
        return new Scored(logits, Arrays.stream(truths).boxed().toList());
    }

    private static double loss(Scored scored, double temperature) {
        return IntStream.range(0, scored.right().size()).mapToDouble(
                i -> -Math.log(Softmax.of(scored.logits().get(i), temperature)[scored.right().get(i)])).sum();
    }

    private static int best(float[] scores) {
        return IntStream.range(0, scores.length).reduce(0, (one, other) -> scores[other] > scores[one] ? other : one);
    }
}
