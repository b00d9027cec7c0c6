package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.ClassWeights;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractDoubleAssert;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final List<String> LABELS = List.of("a", "b", "c");
    private static final TrainOptions DEFAULT = TrainOptions.DEFAULT;

    @Test
    void defaultsChangeNothing() {
        var texts = List.of(text(1, 0.6, 0.3, 0.1), text(2, 0, 1, 0));
        assertThat(Targets.of(texts, LABELS, DEFAULT)).isEqualTo(texts);
    }

    @Test
    void temperatureSharpensAndSoftens() {
        TrainingText soft = text(1, 0.6, 0.4, 0);
        // squares 0.36 and 0.16; roots 0.774597 and 0.632456
        assertTarget(only(soft, DEFAULT.with(TrainOption.TEMPERATURE, 0.5)), 0.36 / 0.52, 0.16 / 0.52, 0);
        assertTarget(only(soft, DEFAULT.with(TrainOption.TEMPERATURE, 2.0)), 0.5505102572168219, 0.4494897427831781,
                0);
        assertTarget(only(text(1, 0, 0, 1), DEFAULT.with(TrainOption.TEMPERATURE, 2.0)), 0, 0, 1);
        assertTarget(only(soft, DEFAULT.with(TrainOption.TEMPERATURE, 1e-4)), 1, 0, 0);
        assertTarget(only(soft, DEFAULT.with(TrainOption.TEMPERATURE, 100.0)), 0.501014, 0.498986, 0);
    }

    @Test
    void smoothingSpreadsItsShareOverAllLabels() {
        assertTarget(only(text(1, 0, 1, 0), DEFAULT.with(TrainOption.LABEL_SMOOTHING, 0.3)), 0.1, 0.8, 0.1);
    }

    @Test
    void classWeightsOfCertainLabelsAreTextWeights() {
        TrainOptions options = weights(Map.of("a", 1.5, "b", 0.5));
        TrainingText rare = only(text(2, 1, 0, 0), options);
        assertTarget(rare, 1, 0, 0);
        assertThat(rare.weight()).isEqualTo(3);
        assertThat(only(text(1, 0, 0, 1), options).weight()).as("not named").isEqualTo(1);
    }

    @Test
    void classWeightsCountEachLabelsPartOfASoftTarget() {
        // 0.6 * 1.5 = 0.9, 0.4 * 0.5 = 0.2: together 1.1
        TrainingText weighed = only(text(1, 0.6, 0.4, 0), weights(Map.of("a", 1.5, "b", 0.5)));
        assertTarget(weighed, 0.9 / 1.1, 0.2 / 1.1, 0);
        assertThat(weighed.weight()).isCloseTo(1.1, within(1e-12));
    }

    @Test
    void balancedWeightsMakeAllLabelsCountAlike() {
        var texts = List.of(text(1, 1, 0, 0), named("2", 1, 0, 0), named("3", 1, 0, 0), named("4", 0, 1, 0));
        List<TrainingText> balanced = Targets.of(texts, LABELS,
                DEFAULT.with(TrainOption.CLASS_WEIGHTS, ClassWeights.BALANCED));
        assertThat(balanced).extracting(TrainingText::weight).containsExactly(4 / 6.0, 4 / 6.0, 4 / 6.0, 2.0);
    }

    @Test
    void weightsForNoLabelAreRefused() {
        assertThatThrownBy(() -> only(text(1, 1, 0, 0), weights(Map.of("x", 2.0))))
                .hasMessage("class-weights: 'x' is none of the labels a, b, c; write one of them");
    }

    private static TrainOptions weights(Map<String, Double> byLabel) {
        return DEFAULT.with(TrainOption.CLASS_WEIGHTS, new ClassWeights(false, byLabel));
    }

    private static TrainingText only(TrainingText text, TrainOptions options) {
        return Targets.of(List.of(text), LABELS, options).getFirst();
    }

    private static void assertTarget(TrainingText text, double... expected) {
        for (int label = 0; label < expected.length; label++) {
            AbstractDoubleAssert<?> share = assertThat(text.target().get(label)).as("label %d of %s", label, text);
            share.isCloseTo(expected[label], within(1e-6));
        }
    }

    private static TrainingText text(double weight, double a, double b, double c) {
        return new TrainingText("1", "text", List.of(a, b, c), weight);
    }

    private static TrainingText named(String id, double a, double b, double c) {
        return new TrainingText(id, "text", List.of(a, b, c), 1);
    }
}
