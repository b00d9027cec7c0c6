package dev.retort.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.dataset.ReferenceSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluationTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final long SEED = 42;

    static Stream<JsonNode> cases() {
        JsonNode golden = JsonMapper.builder().build()
                .readTree(EvaluationTest.class.getResourceAsStream("/golden/metrics/classification.json"));
        return StreamSupport.stream(golden.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(JsonNode golden) {
        List<String> classes = strings(golden.path("classes"));
        JsonNode expected = golden.path("expected");
        JsonNode given = expected.path("given_classes");

        Evaluation evaluation = evaluate(golden);

        assertThat(evaluation.accuracy()).isCloseTo(expected.path("accuracy").doubleValue(), EXACT);
        assertThat(evaluation.balancedAccuracy()).isCloseTo(expected.path("balanced_accuracy").doubleValue(), EXACT);
        assertThat(evaluation.mcc()).isCloseTo(expected.path("matthews_corrcoef").doubleValue(), EXACT);
        assertScores(evaluation.macro(), given.path("macro"));
        assertScores(evaluation.micro(), given.path("micro"));
        assertScores(evaluation.weighted(), given.path("weighted"));
        for (int k = 0; k < classes.size(); k++) {
            ClassScores scores = evaluation.perClass().get(k);
            JsonNode line = given.path("per_class").path(classes.get(k));
            assertThat(scores.label()).isEqualTo(classes.get(k));
            assertScores(scores.scores(), line);
            assertThat(scores.support()).isEqualTo(line.path("support").intValue());
        }
        JsonNode matrix = expected.path("confusion_matrix");
        for (int truth = 0; truth < classes.size(); truth++) {
            // A column more than there are classes: FAIL, our 'not labelled'.
            List<Integer> row = new ArrayList<>(ints(matrix.path(truth)));
            if (row.size() == classes.size()) {
                row.add(0);
            }
            assertThat(evaluation.confusion().counts().get(truth)).isEqualTo(row);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scoresProbabilitiesAsTheReference(JsonNode golden) {
        Evaluation evaluation = evaluate(golden);
        JsonNode expected = golden.path("expected");
        assertThat(evaluation.probabilities().isPresent()).isEqualTo(!golden.path("probabilities").isNull());
        evaluation.probabilities().ifPresent(scores -> {
            assertSame(scores.logLoss(), expected.path("log_loss"));
            assertSame(scores.brier(), expected.path("brier"));
            assertSame(scores.ece10(), expected.path("ece_10"));
            assertSame(scores.ece15(), expected.path("ece_15"));
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void survivesJson(JsonNode golden) {
        Evaluation evaluation = evaluate(golden);
        assertThat(EvaluationJson.read(EvaluationJson.write(evaluation))).isEqualTo(evaluation);
    }

    @Test
    void examplesWithoutPredictionAreWrongButNobodysFalsePositive() {
        // truth a a a b; predicted a, a, -, -: 2 of 4 right, 2 of 2 labelled right, precision of a 2/2, recall 2/3
        List<Judgement> judgements = List.of(Judgement.of(0, 0), Judgement.of(0, 0), Judgement.notLabelled(0),
                Judgement.notLabelled(1));
        Evaluation evaluation = Evaluation.of(List.of("a", "b"), judgements, ReferenceSource.MODEL, SEED);
        assertThat(evaluation.accuracy()).isEqualTo(0.5);
        assertThat(evaluation.accuracyOfLabelled()).isEqualTo(1);
        assertThat(evaluation.coverage()).isEqualTo(0.5);
        assertThat(evaluation.perClass().getFirst().scores().precision()).isEqualTo(1);
        assertThat(evaluation.perClass().getFirst().scores().recall()).isCloseTo(2 / 3.0, EXACT);
        assertThat(evaluation.micro().precision()).isEqualTo(1);
        assertThat(evaluation.micro().recall()).isEqualTo(0.5);
        assertThat(evaluation.confusion().notLabelled(0)).isEqualTo(1);
        assertThat(evaluation.source()).isEqualTo(ReferenceSource.MODEL);
    }

    @Test
    void nothingLabelledIsZeroNotAnError() {
        Evaluation evaluation = Evaluation.of(List.of("a", "b"), List.of(Judgement.notLabelled(0)),
                ReferenceSource.EXPERT, SEED);
        assertThat(evaluation.accuracy()).isZero();
        assertThat(evaluation.accuracyOfLabelled()).isZero();
        assertThat(evaluation.coverage()).isZero();
        assertThat(evaluation.mcc()).isZero();
        assertThat(EvaluationJson.read(EvaluationJson.write(evaluation))).isEqualTo(evaluation);
    }

    @Test
    void bootstrapIntervalIsTheBinomialOne() {
        // 335 examples, 90 % right: the standard error is sqrt(0.9 * 0.1 / 335) = 0.01639, so 95 % within ±0.0321
        Evaluation evaluation = Evaluation.of(List.of("a", "b"), ninetyPercentOf(335), ReferenceSource.EXPERT, SEED);
        Interval interval = evaluation.accuracyInterval();
        assertThat(interval.low()).isCloseTo(evaluation.accuracy() - 0.0321, within(0.006));
        assertThat(interval.high()).isCloseTo(evaluation.accuracy() + 0.0321, within(0.006));
        assertThat(interval.level()).isEqualTo(0.95);
        assertThat(interval.resamples()).isEqualTo(1000);
        assertThat(interval.seed()).isEqualTo(SEED);
        assertThat(evaluation.macroF1Interval().low()).isLessThan(evaluation.macro().f1());
        assertThat(evaluation.macroF1Interval().high()).isGreaterThan(evaluation.macro().f1());
    }

    @Test
    void bootstrapDependsOnTheSeedAndOnNothingElse() {
        List<Judgement> judgements = ninetyPercentOf(100);
        Evaluation first = Evaluation.of(List.of("a", "b"), judgements, ReferenceSource.EXPERT, SEED);
        assertThat(Evaluation.of(List.of("a", "b"), judgements, ReferenceSource.EXPERT, SEED)).isEqualTo(first);
        assertThat(Evaluation.of(List.of("a", "b"), judgements.reversed(), ReferenceSource.EXPERT, SEED))
                .isEqualTo(first);
        assertThat(Evaluation.of(List.of("a", "b"), judgements, ReferenceSource.EXPERT, SEED + 1)
                .macroF1Interval()).isNotEqualTo(first.macroF1Interval());
    }

    @Test
    void perfectPredictionsHaveAnIntervalWithoutWidth() {
        List<Judgement> judgements = IntStream.range(0, 50).mapToObj(i -> Judgement.of(i % 2, i % 2)).toList();
        Interval interval = Evaluation.of(List.of("a", "b"), judgements, ReferenceSource.EXPERT, SEED)
                .accuracyInterval();
        assertThat(interval.low()).isEqualTo(1);
        assertThat(interval.high()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotJudge() {
        List<String> classes = List.of("a", "b");
        assertThatThrownBy(() -> Evaluation.of(classes, List.of(), ReferenceSource.EXPERT, SEED))
                .hasMessageContaining("at least one example");
        assertThatThrownBy(() -> Evaluation.of(classes, List.of(Judgement.of(0, 2)), ReferenceSource.EXPERT, SEED))
                .hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> Evaluation.of(classes,
                List.of(Judgement.of(0, 1).withProbabilities(List.of(0.5, 0.5)), Judgement.of(0, 1)),
                ReferenceSource.EXPERT, SEED)).hasMessageContaining("all or none");
        assertThatThrownBy(() -> Evaluation.of(List.of("a", "a"), List.of(Judgement.of(0, 1)),
                ReferenceSource.EXPERT, SEED)).hasMessageContaining("distinct");
    }

    @Test
    void readsNoNewerFormatAndNoOtherJson() {
        String json = EvaluationJson.write(Evaluation.of(List.of("a", "b"), ninetyPercentOf(10),
                ReferenceSource.CROWD, SEED));
        assertThatThrownBy(() -> EvaluationJson.read(json.replace("\"format\":1", "\"format\":2")))
                .hasMessageContaining("format must be from 1 to 1, got 2");
        assertThatThrownBy(() -> EvaluationJson.read("{\"format\":1}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EvaluationJson.read("nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThat(EvaluationJson.read(json.replace("\"format\":1", "\"format\":1,\"later\":{}")).source())
                .isEqualTo(ReferenceSource.CROWD);
    }

    private static List<Judgement> ninetyPercentOf(int examples) {
        return IntStream.range(0, examples).mapToObj(i -> Judgement.of(i % 2, i % 10 == 0 ? 1 - i % 2 : i % 2))
                .toList();
    }

    private static Evaluation evaluate(JsonNode golden) {
        List<String> classes = strings(golden.path("classes"));
        List<String> truth = strings(golden.path("y_true"));
        List<String> predicted = strings(golden.path("y_pred"));
        var judgements = new ArrayList<Judgement>();
        for (int i = 0; i < truth.size(); i++) {
            int prediction = classes.indexOf(predicted.get(i));
            judgements.add(new Judgement(classes.indexOf(truth.get(i)),
                    prediction < 0 ? OptionalInt.empty() : OptionalInt.of(prediction),
                    doubles(golden.path("probabilities").path(i))));
        }
        return Evaluation.of(classes, judgements, ReferenceSource.EXPERT, SEED);
    }

    /// The reference leaves out what it does not define, such as the probabilities of a single class.
    private static void assertSame(double actual, JsonNode expected) {
        if (!expected.isNull()) {
            assertThat(actual).isCloseTo(expected.doubleValue(), EXACT);
        }
    }

    private static void assertScores(Scores scores, JsonNode expected) {
        assertThat(scores.precision()).isCloseTo(expected.path("precision").doubleValue(), EXACT);
        assertThat(scores.recall()).isCloseTo(expected.path("recall").doubleValue(), EXACT);
        assertThat(scores.f1()).isCloseTo(expected.path("f1").doubleValue(), EXACT);
    }

    private static List<String> strings(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::stringValue).toList();
    }

    private static List<Integer> ints(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::intValue).toList();
    }

    private static List<Double> doubles(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::doubleValue).toList();
    }
}
