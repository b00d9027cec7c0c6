package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.energy.Rapl;
import dev.retort.evaluate.Evaluation;
import dev.retort.evaluate.EvaluationJson;
import dev.retort.evaluate.Judgement;
import dev.retort.store.EvaluationRecord;
import dev.retort.store.EvaluationRecord.SubjectKind;
import dev.retort.store.Prediction;
import dev.retort.store.StudentRecord;
import dev.retort.task.Task;
import dev.retort.task.Value;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges teachers and student on the test examples, and lets the student predict all of them.
final class EvaluateStage {
    /// Decides the bootstrap's resamples.
    static final long SEED = 42;

    private final OpenWorkspace open;
    private final Rapl energy;

    EvaluateStage(OpenWorkspace open, Rapl energy) {
        this.open = open;
        this.energy = energy;
    }

    void run(Optional<StudentRecord> student, RunListener listener) {
        List<Example> examples = open.examples();
        Judges judges = Judges.of(examples);
        if (judges.source().isEmpty()) { // what was judged by labels that are gone is no longer claimed
            open.store().saveEvaluations(List.of());
        }
        for (Ask ask : open.workspace().teachers()) {
            judgeTeacher(ask, judges);
        }
        student.ifPresent(record -> judgeStudent(record, examples, judges, listener));
    }

    private void judgeTeacher(Ask ask, Judges judges) {
        String name = ask.teacher().name();
        Map<String, Annotation> annotations = open.store().annotations(name);
        judge(SubjectKind.TEACHER, name, judges, example -> Judgement.of(task(), reference(example),
                Optional.ofNullable(annotations.get(example.id())).flatMap(Annotation::value)));
    }

    private void judgeStudent(StudentRecord student, List<Example> examples, Judges judges, RunListener listener) {
        List<Example> test = examples.stream().filter(example -> example.split() == Split.TEST).toList();
        if (test.isEmpty()) {
            return;
        }
        var fingerprint = new Fingerprint().add(student.provenance());
        test.forEach(example -> fingerprint.add(example.id()).add(example.text()));
        String hash = fingerprint.hex();
        String stage = "predict " + student.name();
        if (open.store().stage(stage).filter(done -> done.inputHash().equals(hash)).isEmpty()) {
            listener.on(new RunEvent.Started(Stage.EVALUATE, "%s on %,d test texts".formatted(student.name(),
                    test.size())));
            var spent = new LocalEnergy(open, energy, Stage.EVALUATE, student.name());
            StudentTrial.run(open, student, test);
            spent.record();
            open.store().finishStage(stage, hash, "{}", open.clock().instant());
        }
        Map<String, Prediction> predictions = open.store().predictions(student.name());
        judge(SubjectKind.STUDENT, student.name(), judges, example -> {
            Prediction prediction = predictions.get(example.id());
            if (prediction == null) {
                throw new IllegalStateException("student '%s' has no prediction for '%s'".formatted(student.name(),
                        example.id()));
            }
            return Judgement.of(task(), reference(example), Optional.of(prediction.value()))
                    .withProbabilities(prediction.probabilities());
        });
    }

    /// How one example was decided by whoever is judged.
    private interface Decided {
        Judgement of(Example example);
    }

    private void judge(SubjectKind kind, String name, Judges judges, Decided decided) {
        if (judges.source().isEmpty()) {
            return;
        }
        List<Judgement> judgements = new ArrayList<>();
        for (Example example : judges.examples()) {
            judgements.add(decided.of(example));
        }
        String json = EvaluationJson.write(
                Evaluation.of(task().labelNames(), judgements, judges.source().orElseThrow(), SEED));
        boolean known = open.store().evaluations().stream().anyMatch(record -> record.kind() == kind
                && record.subject().equals(name) && record.metrics().equals(json));
        if (!known) {
            open.store()
                    .saveEvaluation(new EvaluationRecord(kind, name, Split.TEST, json, open.clock().instant()));
        }
    }

    private static Value reference(Example example) {
        return example.reference().orElseThrow().value();
    }

    private Task task() {
        return open.workspace().task();
    }
}
