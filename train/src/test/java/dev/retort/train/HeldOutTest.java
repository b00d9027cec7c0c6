package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.student.Metric;
import dev.retort.student.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Held-out texts of each problem: which are held out, and what a model's scores on them come to.
class HeldOutTest {
    @Test
    void oneLabelIsRightIfItScoresBest() {
        HeldOut heldOut = HeldOut.of(samples(ProblemType.SINGLE_LABEL, List.of(List.of(1.0, 0.0), List.of(0.0, 1.0))),
                List.of(new float[]{1, 0}, new float[]{1, 0}));
        double right = Math.log(1 + 1 / Math.E);
        assertThat(heldOut.wrong()).containsExactly(1);
        assertThat(heldOut.validation().loss()).isCloseTo((right + right + 1) / 2, within(1e-7));
        assertThat(heldOut.validation().oneLabel().accuracy()).isEqualTo(0.5);
        // F1 of the first label 2 / 3, of the second 0
        assertThat(heldOut.validation().oneLabel().macroF1()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void aSetOfLabelsIsRightToTheLastOne() {
        HeldOut heldOut = HeldOut.of(
                samples(ProblemType.MULTI_LABEL, List.of(List.of(1.0, 0.0), List.of(0.0, 0.0), List.of(0.8, 0.6))),
                List.of(new float[]{0, -1}, new float[]{-1, -1}, new float[]{1, -1}));
        assertThat(heldOut.wrong()).as("a score of 0 is a probability of 0.5 and counts").containsExactly(2);
        // log(1 + e^z) - t z for each label, halved for their mean
        double soft = Math.log(1 + Math.exp(-1)); // at -1
        double loss = ((Math.log(2) + soft) + (soft + soft) + (soft + 1 - 0.8 + soft + 0.6)) / 2 / 3;
        assertThat(heldOut.validation().loss()).isCloseTo(loss, within(1e-7));
        assertThat(heldOut.validation()).isInstanceOf(Validation.LabelSet.class);
        // label 0 always right, label 1 missed once: micro F1 2 * 2 / (3 + 2), macro F1 (1 + 0) / 2
        assertThat(heldOut.validation().figures()).containsExactly(java.util.Map.entry("exact match", 2 / 3.0),
                java.util.Map.entry("micro F1", 0.8), java.util.Map.entry("macro F1", 0.5));
        assertThatThrownBy(() -> heldOut.validation().oneLabel()).hasMessage(
                "only a student with one label per text has an accuracy, this one has [exact match, micro F1, macro F1]");
    }

    @Test
    void aNumberIsOffByMoreOrLess() {
        HeldOut heldOut = HeldOut.of(samples(ProblemType.REGRESSION, List.of(List.of(1.0), List.of(3.0))),
                List.of(new float[]{2}, new float[]{3.5f}));
        assertThat(heldOut.wrong()).isEmpty();
        assertThat(heldOut.validation()).isEqualTo(new Validation.Value(1.25 / 2, 1.5 / 2, 1, 1));
    }

    @Test
    void betterIsHigherF1OrLessError() {
        assertThat(EpochChoice.isBetter(new Validation.OneLabel(0.5, 0.8, 0.7), new Validation.OneLabel(0.4, 0.9, 0.6),
                Metric.MACRO_F1, 0))
                .isTrue();
        assertThat(EpochChoice.isBetter(new Validation.OneLabel(0.4, 0.8, 0.7), new Validation.OneLabel(0.5, 0.8, 0.7),
                Metric.MACRO_F1, 0))
                .isFalse();
        assertThat(EpochChoice.isBetter(new Validation.LabelSet(0.4, 0, 0, 0), new Validation.LabelSet(0.5, 0, 0, 0),
                Metric.MACRO_F1, 0))
                .as("nothing predicted yet, but learning").isTrue();
        assertThat(EpochChoice.isBetter(new Validation.LabelSet(0.4, 1, 1, 0.1),
                new Validation.LabelSet(0.5, 0, 0, 0.2), Metric.MACRO_F1, 0))
                .isFalse();
        assertThat(EpochChoice.isBetter(new Validation.Value(0.4, 1, 0, 0), new Validation.Value(0.5, 0, 1, 1),
                Metric.MACRO_F1, 0)).isTrue();
    }

    /// The first as records of older versions have it.
    @ParameterizedTest
    @ValueSource(strings = {"{\"loss\":0.5,\"accuracy\":0.25,\"macroF1\":0.125}",
            "{\"loss\":0.5,\"exactMatch\":0.25,\"microF1\":0.5,\"macroF1\":0.125}",
            "{\"loss\":0.5,\"meanAbsoluteError\":0.25,\"pearson\":0.5,\"spearman\":0.125}"})
    void jsonTellsTheThreeApart(String json) {
        Validation validation = JsonMapper.shared().readValue(json, Validation.class);
        assertThat(validation.figures()).containsValue(0.125);
        assertThat(JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(validation)))
                .isEqualTo(JsonMapper.shared().readTree(json));
    }

    @Test
    void aTextIsHeldOutWithTheRarestOfItsLabels() {
        // 100 texts have label 0, every tenth of them also label 1; 20 have none
        var texts = new ArrayList<TrainingText>();
        for (int i = 0; i < 120; i++) {
            List<String> present = i >= 100 ? List.of() : i % 10 == 0 ? List.of("wide", "rare") : List.of("wide");
            texts.add(TrainingText.withLabels("t" + i, "", present, List.of("wide", "rare", "never")));
        }
        TrainingSet set = TrainingSet.multiLabel(List.of("wide", "rare", "never"), texts);
        Holdout holdout = Holdout.of(set, 0.1, 5);
        assertThat(holdout.validate()).filteredOn(text -> text.labelSet()[1]).hasSize(1);
        assertThat(holdout.validate()).filteredOn(text -> text.labelSet()[0]).hasSize(10);
        assertThat(holdout.validate()).hasSize(12);
        assertThat(holdout.learn()).hasSize(108).doesNotContainAnyElementsOf(holdout.validate());
        assertThat(holdout).isEqualTo(Holdout.of(set, 0.1, 5)).isNotEqualTo(Holdout.of(set, 0.1, 6));
    }

    @Test
    void numbersAreHeldOutFromAllOverTheirRange() {
        var texts = IntStream.range(0, 100).mapToObj(i -> TrainingText.withValue("t" + i, "", i * 37 % 100)).toList();
        Holdout holdout = Holdout.of(TrainingSet.regression("rating", texts), 0.1, 5);
        assertThat(holdout.validate()).extracting(text -> (int) (text.target().getFirst() / 10))
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        // 24 texts, a fifth: 5 groups of 4 or 5, one of each
        Holdout few = Holdout.of(TrainingSet.regression("rating", texts.subList(0, 24)), 0.2, 5);
        assertThat(few.validate()).hasSize(5);
        assertThatThrownBy(() -> Holdout.of(TrainingSet.regression("rating", texts.subList(0, 1)), 0.2, 5))
                .isInstanceOf(TrainingException.class).hasMessage("a student needs texts to learn from and to validate "
                        + "on, got 1 and 0 of 1; annotate at least two texts");
    }

    private static List<Sample> samples(ProblemType problem, List<List<Double>> targets) {
        return targets.stream()
                .map(target -> Sample.of(problem, new int[]{1}, new TrainingText("x", "", target, 1))).toList();
    }
}
