package dev.retort.pipeline;

import dev.retort.bill.Figure;
import dev.retort.bill.Unit;
import dev.retort.dataset.Example;
import dev.retort.evaluate.Cascade;
import dev.retort.evaluate.Judgement;
import dev.retort.report.Together;
import dev.retort.store.EvaluationRecord.SubjectKind;
import dev.retort.store.Prediction;
import dev.retort.store.StudentRecord;
import dev.retort.task.Task;
import dev.retort.task.Value;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What would come of asking a student's teacher where the student is unsure, by the texts that both are judged on.
final class Cascades {
    private Cascades() {}

    /// Empty without reference labels, or if student or teacher has not labelled these texts.
    static Optional<Together> of(OpenWorkspace open, StudentRecord student, List<Standing> standings, Judges judges) {
        Ask ask = open.workspace().studentAsk();
        Map<String, Annotation> annotations = open.store().annotations(ask.teacher().name());
        Map<String, Prediction> predictions = open.store().predictions(student.name());
        List<Example> examples = judges.examples();
        if (examples.isEmpty() || examples.stream().map(Example::id).noneMatch(annotations::containsKey)
                || !examples.stream().map(Example::id).allMatch(predictions::containsKey)) {
            return Optional.empty();
        }
        Task task = open.workspace().task();
        var unsure = new ArrayList<Judgement>();
        var asked = new ArrayList<Judgement>();
        for (Example example : examples) {
            Value truth = example.reference().orElseThrow().value();
            Prediction prediction = Objects.requireNonNull(predictions.get(example.id()));
            unsure.add(Judgement.of(task, truth, Optional.of(prediction.value()))
                    .withProbabilities(prediction.probabilities()));
            asked.add(Judgement.of(task, truth,
                    Optional.ofNullable(annotations.get(example.id())).flatMap(Annotation::value)));
        }
        Cascade cascade = Cascade.of(task.labelNames(), unsure, asked);
        Figure alone = dollars(standings, SubjectKind.STUDENT, student.name());
        Figure teacher = dollars(standings, SubjectKind.TEACHER, ask.teacher().name());
        String title = Standings.title(ask);
        return Optional.of(new Together("student", title, cascade,
                cascade.steps().stream().map(step -> dollars(alone, teacher, step.asked(), title)).toList()));
    }

    private static Figure dollars(Figure student, Figure teacher, double asked, String title) {
        return asked == 0
                ? student
                : student.with(teacher, Unit.DOLLARS,
                        "student + %s %% of %s".formatted(String.format(Locale.ROOT, "%.1f", 100 * asked), title),
                        (own, others) -> own + asked * others);
    }

    private static Figure dollars(List<Standing> standings, SubjectKind kind, String name) {
        return standings.stream().filter(one -> one.kind() == kind && one.name().equals(name))
                .map(one -> one.perMillion().money()).findFirst()
                .orElse(Figure.notKnown(Unit.DOLLARS, "'%s' has no bill".formatted(name)));
    }
}
