package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.student.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingSetTest {
    private static final List<String> LABELS = List.of("a", "b");

    @Test
    void targetsOfOneLabelAreProbabilities() {
        refused(ProblemType.SINGLE_LABEL, "text 'x': target must be probabilities that add up to 1, got [0.5, 0.4]",
                0.5, 0.4);
        refused(ProblemType.SINGLE_LABEL, "text 'x': target must be probabilities that add up to 1, got [1.5, -0.5]",
                1.5, -0.5);
        refused(ProblemType.SINGLE_LABEL, "text 'x': target must have 2 numbers, one for each of [a, b], got 1", 1.0);
    }

    @Test
    void targetsOfSetsAreFromZeroToOne() {
        refused(ProblemType.MULTI_LABEL, "text 'x': target must be numbers from 0 to 1, got [1.0, 1.5]", 1.0, 1.5);
        refused(ProblemType.MULTI_LABEL, "text 'x': target must be numbers from 0 to 1, got [-0.1, 1.0]", -0.1, 1.0);
        var both = new TrainingText("x", "", List.of(1.0, 0.5), 1);
        assertThat(TrainingSet.multiLabel(LABELS, List.of(both)).texts().getFirst().labelSet()).containsExactly(true,
                true);
    }

    @Test
    void labelsAreGivenByName() {
        assertThat(TrainingText.withLabels("x", "", List.of("b"), LABELS).target()).containsExactly(0.0, 1.0);
        assertThatThrownBy(() -> TrainingText.withLabels("x", "", List.of("c"), LABELS))
                .hasMessage("text 'x': no label 'c'; the set has: a, b");
    }

    @Test
    void aNumberIsFinite() {
        assertThatThrownBy(() -> TrainingText.withValue("x", "", Double.NaN))
                .hasMessage("text 'x': target must be finite numbers, got [NaN]");
        refused(ProblemType.REGRESSION, "a student needs exactly 1 name for its number, got [a, b]", 1.0);
        assertThat(TrainingSet.regression("rating", List.of(TrainingText.withValue("x", "", -4e9))).labels())
                .containsExactly("rating");
    }

    @Test
    void weightsAreAboveZero() {
        assertThatThrownBy(() -> new TrainingText("x", "", List.of(0.5, 0.5), 0)).hasMessageContaining("weight");
    }

    @Test
    void labelsDifferAndIdsToo() {
        assertThatThrownBy(() -> TrainingSet.of(List.of("a"), List.of()))
                .hasMessage("a student needs at least 2 different labels, got [a]");
        assertThatThrownBy(() -> TrainingSet.multiLabel(List.of("a", "a"), List.of()))
                .hasMessage("a student needs different labels, got [a, a]");
        assertThatThrownBy(() -> TrainingSet.multiLabel(List.of(), List.of()))
                .hasMessage("a student needs at least 1 label, got []");
        assertThatThrownBy(() -> TrainingSet.of(LABELS,
                List.of(TrainingText.labelled("x", "", 0, 2), TrainingText.labelled("x", "", 0, 2))))
                .hasMessage("text id 'x' occurs twice in the training set");
    }

    private static void refused(ProblemType problem, String message, Double... target) {
        var text = new TrainingText("x", "", List.of(target), 1);
        assertThatThrownBy(() -> new TrainingSet(problem, LABELS, List.of(text), List.of())).hasMessage(message);
    }
}
