package dev.retort.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CascadeTest {
    private static final List<String> CLASSES = List.of("up", "down");

    /// The student is wrong where it is least sure; the teacher is right there, and wrong where the student is sure.
    @Test
    void askingAboutTheUnsureTextsIsBetterThanEitherAlone() {
        var student = List.of(says(0, 1, 0.55), says(0, 0, 0.6), says(1, 1, 0.9), says(0, 0, 0.95));
        var teacher = List.of(Judgement.of(0, 0), Judgement.of(0, 0), Judgement.of(1, 1), Judgement.of(0, 1));
        Cascade cascade = Cascade.of(CLASSES, student, teacher);
        assertThat(cascade.steps()).extracting(Cascade.Step::asked).containsExactly(0.0, 0.25, 0.5, 0.75, 1.0);
        assertThat(cascade.steps()).extracting(Cascade.Step::accuracy).containsExactly(0.75, 1.0, 1.0, 1.0, 0.75);
        // one text asked about: the least that is as good as any
        assertThat(cascade.choice()).isEqualTo(new Cascade.Step(0.6, 0.25, 1, 1));
    }

    @Test
    void whereTheTeacherGivesNoLabelTheStudentsStays() {
        var student = List.of(says(0, 0, 0.55), says(1, 1, 0.9));
        var teacher = List.of(Judgement.notLabelled(0), Judgement.notLabelled(1));
        assertThat(Cascade.of(CLASSES, student, teacher).steps()).allSatisfy(
                step -> assertThat(step.accuracy()).isEqualTo(1));
    }

    @Test
    void aTeacherThatIsNoBetterIsNotAsked() {
        var student = List.of(says(0, 0, 0.55), says(1, 0, 0.6));
        var teacher = List.of(Judgement.of(0, 0), Judgement.of(1, 0));
        Cascade cascade = Cascade.of(CLASSES, student, teacher);
        assertThat(cascade.chosen()).isZero();
        assertThat(cascade.choice().asked()).isZero();
    }

    @Test
    void equalProbabilitiesAreAskedAboutTogether() {
        var student = List.of(says(0, 0, 0.7), says(0, 0, 0.7), says(0, 0, 0.7), says(0, 0, 0.9));
        Cascade cascade = Cascade.of(CLASSES, student, student);
        assertThat(cascade.steps()).extracting(Cascade.Step::asked).containsExactly(0.0, 0.75, 1.0);
    }

    @Test
    void aStudentWithoutProbabilitiesCannotCascade() {
        var judgements = List.of(Judgement.of(0, 0));
        assertThatThrownBy(() -> Cascade.of(CLASSES, judgements, judgements))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("probabilities");
    }

    @Test
    void macroF1IsThatOfTheMixedLabels() {
        var student = List.of(says(0, 1, 0.55), says(1, 1, 0.9), says(0, 0, 0.95));
        var teacher = List.of(Judgement.notLabelled(0), Judgement.of(1, 1), Judgement.of(0, 0));
        // up: recall 1/2, precision 1, F1 2/3; down: recall 1, precision 1/2, F1 2/3
        assertThat(Cascade.of(CLASSES, student, teacher).steps().getFirst().macroF1()).isCloseTo(2 / 3.0,
                within(1e-12));
    }

    private static Judgement says(int truth, int predicted, double probability) {
        return new Judgement(truth, OptionalInt.of(predicted),
                predicted == 0 ? List.of(probability, 1 - probability) : List.of(1 - probability, probability));
    }
}
