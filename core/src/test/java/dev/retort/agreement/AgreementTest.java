package dev.retort.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.agreement.CohenKappa.Weights;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AgreementTest {

    private static JsonNode golden(String file) {
        return JsonMapper.builder().build()
                .readTree(AgreementTest.class.getResourceAsStream("/golden/metrics/" + file));
    }

    static Stream<JsonNode> agreement() {
        return list(golden("agreement.json").path("agreement"));
    }

    static Stream<JsonNode> mcNemar() {
        return list(golden("agreement.json").path("mcnemar"));
    }

    static Stream<JsonNode> classifications() {
        return list(golden("classification.json"));
    }

    @ParameterizedTest
    @MethodSource("agreement")
    void fleissAndNominalAlphaAgreeWithTheReference(JsonNode golden) {
        Ratings<String> ratings = ratings(golden);
        assertSame(FleissKappa.of(ratings), golden.path("fleiss_kappa"));
        assertSame(KrippendorffAlpha.nominal(ratings), golden.path("krippendorff_alpha").path("nominal"));
        double[][] coincidences = KrippendorffAlpha.coincidences(ratings);
        for (int c = 0; c < coincidences.length; c++) {
            for (int k = 0; k < coincidences.length; k++) {
                assertThat(coincidences[c][k])
                        .isCloseTo(golden.path("coincidence_matrix").path(c).path(k).doubleValue(), within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("agreement")
    void ordinalAndIntervalAlphaAgreeWithTheReference(JsonNode golden) {
        if (golden.path("numeric").booleanValue()) {
            Ratings<Double> ratings = numbers(golden);
            assertSame(KrippendorffAlpha.ordinal(ratings), golden.path("krippendorff_alpha").path("ordinal"));
            assertSame(KrippendorffAlpha.interval(ratings), golden.path("krippendorff_alpha").path("interval"));
        }
    }

    @ParameterizedTest
    @MethodSource("classifications")
    void cohenAgreesWithTheReference(JsonNode golden) {
        JsonNode expected = golden.path("expected");
        List<String> scale = list(expected.path("confusion_labels")).map(JsonNode::stringValue).toList();
        List<String> truth = list(golden.path("y_true")).map(JsonNode::stringValue).toList();
        List<String> predicted = list(golden.path("y_pred")).map(JsonNode::stringValue).toList();
        var ratings = new Ratings<>(scale, java.util.stream.IntStream.range(0, truth.size())
                .mapToObj(i -> List.of(Optional.of(truth.get(i)), Optional.of(predicted.get(i)))).toList());
        assertSame(CohenKappa.of(ratings, 0, 1, Weights.NONE), expected.path("cohen_kappa"));
        assertSame(CohenKappa.of(ratings, 0, 1, Weights.LINEAR), expected.path("cohen_kappa_linear"));
        assertSame(CohenKappa.of(ratings, 0, 1, Weights.QUADRATIC), expected.path("cohen_kappa_quadratic"));
    }

    @ParameterizedTest
    @MethodSource("mcNemar")
    void mcNemarAgreesWithTheReference(JsonNode golden) {
        long onlyFirst = golden.path("table").path(0).path(1).longValue();
        long onlySecond = golden.path("table").path(1).path(0).longValue();
        double expected = golden.path("exact_pvalue").isNull() ? 1 : golden.path("exact_pvalue").doubleValue();
        assertThat(McNemar.exact(onlyFirst, onlySecond).p()).isCloseTo(expected, within(1e-9));
    }

    @Test
    void mcNemarIsTheChanceOfAFairCoin() {
        // 2 * (1 + 7) / 2^7; 2 / 2^5; 2 / 2^6; even and empty tables; a long one against the normal distribution
        assertThat(McNemar.exact(6, 1).p()).isCloseTo(0.125, within(1e-12));
        assertThat(McNemar.exact(0, 5).p()).isCloseTo(0.0625, within(1e-12));
        assertThat(McNemar.exact(6, 0).p()).isCloseTo(0.03125, within(1e-12));
        assertThat(McNemar.exact(4, 4).p()).isEqualTo(1);
        assertThat(McNemar.exact(0, 0).p()).isEqualTo(1);
        assertThat(McNemar.exact(5_000, 5_200).p()).isCloseTo(0.0488, within(0.0002)); // z = 199 / sqrt(10200)
    }

    @Test
    void mcNemarOfHugeCountsIsFinite() {
        // far out in the tail, where 2^-n underflows
        assertThat(McNemar.exact(40_000, 40_000).p()).isEqualTo(1);
        assertThat(McNemar.exact(39_500, 40_500).p()).isCloseTo(0.000409, within(0.00001));
        assertThat(McNemar.exact(1_000, 50_000).p()).isEqualTo(0);
        assertThat(McNemar.exact(0, 0).p()).isEqualTo(1);
        assertThat(McNemar.exact(new boolean[]{true, true, false}, new boolean[]{true, false, false}))
                .isEqualTo(McNemar.exact(1, 0));
    }

    @Test
    void kappaOfHandWorkedTable() {
        // both yes 20, only A 5, only B 10, both no 15: observed 35/50 = 0.70
        // by chance 0.5·0.6 + 0.5·0.4 = 0.50, so kappa = 0.20 / 0.50
        assertThat(CohenKappa.of(new long[][]{{20, 5}, {10, 15}}, Weights.NONE).orElseThrow())
                .isCloseTo(0.40, within(1e-12));
    }

    @Test
    void percentAgreementCountsPairs() {
        // a a a: 3 of 3 pairs; a a b: 1 of 3; a b and a gap: 0 of 1; one rating alone: none
        var ratings = Ratings.nominal(List.of(row("a", "a", "a"), row("a", "a", "b"), row("a", "b", null),
                row("a", null, null)));
        assertThat(PercentAgreement.ofPairs(ratings).orElseThrow()).isCloseTo(4.0 / 7, within(1e-12));
        assertThat(PercentAgreement.unanimous(ratings).orElseThrow()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void nothingToCompareIsEmptyNotZero() {
        var lonely = Ratings.nominal(List.of(row("a", null), row(null, "b")));
        assertThat(PercentAgreement.ofPairs(lonely)).isEmpty();
        assertThat(PercentAgreement.unanimous(lonely)).isEmpty();
        assertThat(CohenKappa.of(lonely, 0, 1, Weights.NONE)).isEmpty();
        assertThat(FleissKappa.of(lonely)).isEmpty();
        assertThat(KrippendorffAlpha.nominal(lonely)).isEmpty();
        assertThat(FleissKappa.of(Ratings.<String>nominal(List.of()))).isEmpty();
    }

    @Test
    void ratingsRefuseUnevenRowsAndValuesOffTheScale() {
        assertThatThrownBy(() -> Ratings.nominal(List.of(row("a", "b"), row("a"))))
                .hasMessageContaining("2 raters, got 1");
        assertThatThrownBy(() -> new Ratings<>(List.of("a"), List.of(row("b")))).hasMessageContaining("'b'");
    }

    private static List<Optional<String>> row(@org.jspecify.annotations.Nullable String... ratings) {
        return Stream.of(ratings).map(Optional::ofNullable).toList();
    }

    private static void assertSame(OptionalDouble actual, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(actual).isEmpty();
        } else {
            assertThat(actual.orElseThrow()).isCloseTo(expected.doubleValue(), within(1e-9));
        }
    }

    private static Ratings<String> ratings(JsonNode golden) {
        return new Ratings<>(list(golden.path("values")).map(JsonNode::asString).toList(),
                list(golden.path("ratings")).map(unit -> list(unit)
                        .map(rating -> Optional.of(rating).filter(one -> !one.isNull()).map(JsonNode::asString))
                        .toList()).toList());
    }

    private static Ratings<Double> numbers(JsonNode golden) {
        return new Ratings<>(list(golden.path("values")).map(JsonNode::doubleValue).toList(),
                list(golden.path("ratings")).map(unit -> list(unit)
                        .map(rating -> Optional.of(rating).filter(one -> !one.isNull()).map(JsonNode::doubleValue))
                        .toList()).toList());
    }

    private static Stream<JsonNode> list(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
