package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.batching.Truncation;
import dev.retort.drift.Seen;
import dev.retort.infer.ProblemType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static StudentFacts facts(ProblemType problem, List<String> labels, List<Double> thresholds,
            double temperature) {
        return new StudentFacts("s", Path.of("s"), problem, labels, thresholds, temperature, 64, "float32",
                Instant.EPOCH);
    }

    private static String scores(StudentFacts facts, int most, float... logits) {
        var call = new Call(List.of("text"), Truncation.RIGHT, Optional.empty(), most, Call.Shape.EACH);
        return new String(Json.scores(facts, call, List.of(logits), Map.of()), StandardCharsets.UTF_8);
    }

    @Test
    void numbersAreAnsweredAsTheyAre() {
        StudentFacts rating = facts(ProblemType.REGRESSION, List.of("rating"), List.of(), 1);
        assertThat(scores(rating, 9, 3.25f)).isEqualTo("[[{\"score\":3.25,\"label\":\"rating\"}]]");
        assertThat(Observation.of(rating, new float[]{3.25f}, 7, 4)).isEqualTo(new Seen(List.of(), -1, 7, 4));
    }

    @Test
    void softmaxIsByTheTemperature() {
        // ln 3 / 2 = 0.5493: odds of sqrt(3) to 1, so 0.6340
        assertThat(ScoreFunction.SOFTMAX.of(new float[]{(float) Math.log(3), 0}, 2)[0]).isCloseTo(0.6340f,
                within(1e-4f));
        assertThat(ScoreFunction.SOFTMAX.of(new float[]{1000, 0, -1000}, 1)).containsExactly(1, 0, 0);
    }

    @Test
    void equalScoresKeepTheOrderOfTheLabels() {
        StudentFacts three = facts(ProblemType.SINGLE_LABEL, List.of("a", "b", "c"), List.of(), 1);
        assertThat(scores(three, 2, 0, 0, 0)).isEqualTo(
                "[[{\"score\":0.33333334,\"label\":\"a\"},{\"score\":0.33333334,\"label\":\"b\"}]]");
    }

    @Test
    void labelsOfASetCountFromTheirThresholdsOn() {
        StudentFacts sets = facts(ProblemType.MULTI_LABEL, List.of("a", "b"), List.of(0.5, 0.9), 1);
        assertThat(Labels.given(sets, new float[]{0, 0})).containsExactly(0);
        assertThat(Labels.given(sets, new float[]{-1, 3})).containsExactly(1);
        assertThat(Labels.given(sets, new float[]{-1, 1})).isEmpty();
        // confidence: how sure each yes or no is on average, 0.5 and 0.9526 (sigmoid of 3)
        assertThat(Observation.of(sets, new float[]{0, 3}, 5, -1).confidence()).isCloseTo((0.5 + 0.9526) / 2,
                within(1e-4));
    }

    @Test
    void knownProbabilitiesCountAsTheScoresTheyCameFrom() {
        StudentFacts two = facts(ProblemType.SINGLE_LABEL, List.of("a", "b"), List.of(), 1.5);
        assertThat(Observation.of(two, List.of(0.2, 0.8))).isEqualTo(new Seen(List.of(1), (double) 0.8f, 0));
        StudentFacts sets = facts(ProblemType.MULTI_LABEL, List.of("a", "b"), List.of(0.5, 0.9), 1);
        assertThat(Observation.of(sets, List.of(0.6, 0.85)).labels()).containsExactly(0);
        assertThat(Observation.of(sets, List.of(0.0, 1.0)).labels()).containsExactly(1);
    }

    @Test
    void pathsLeadToTheirRoutes() {
        assertThat(Route.of("POST", "/models/news")).contains(Route.CLASSIFY_BY_NAME);
        assertThat(Route.CLASSIFY_BY_NAME.name("/models/news")).contains("news");
        assertThat(Route.of("POST", "/models/news/predict")).contains(Route.PREDICT_BY_NAME);
        assertThat(Route.PREDICT_BY_NAME.name("/models/news/predict")).contains("news");
        assertThat(Route.of("HEAD", "/models/news")).contains(Route.INFO_BY_NAME);
        assertThat(Route.of("POST", "/models/")).isEmpty();
        assertThat(Route.of("POST", "/models//predict")).isEmpty();
        assertThat(Route.of("POST", "/models/a/b")).isEmpty();
        assertThat(Route.methods("/")).isEqualTo("POST, GET");
    }
}
