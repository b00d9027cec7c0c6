package dev.retort.pipeline;

import dev.retort.dataset.Split;
import dev.retort.evaluate.Evaluation;
import dev.retort.evaluate.EvaluationJson;
import dev.retort.store.EvaluationRecord;
import dev.retort.store.EvaluationRecord.SubjectKind;
import dev.retort.store.Store;
import dev.retort.store.StudentRecord;
import dev.retort.teacher.Ask;
import dev.retort.teacher.PromptStyle;
import dev.retort.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everyone who was judged, teachers in the order of the workspace file, then the student; all of it from the store.
final class Standings {
    private Standings() {}

    static List<Standing> of(Workspace workspace, Store store, Optional<StudentRecord> student, int cores) {
        var costs = new Costs(workspace.report(), store.meters(), cores);
        List<EvaluationRecord> evaluations = store.evaluations();
        var standings = new ArrayList<Standing>();
        for (Ask ask : workspace.teachers()) {
            String name = ask.teacher().name();
            standings.add(new Standing(SubjectKind.TEACHER, name, title(ask), detail(ask),
                    evaluation(evaluations, SubjectKind.TEACHER, name), costs.teacher(ask), costs.throughput(name),
                    costs.latency(name)));
        }
        student.ifPresent(record -> standings.add(new Standing(SubjectKind.STUDENT, record.name(), "student",
                "%s, fine-tuned on '%s'".formatted(record.base(), workspace.studentTeacher()),
                evaluation(evaluations, SubjectKind.STUDENT, record.name()), costs.student(record),
                costs.throughput(record.name()), costs.latency(record.name()))));
        return List.copyOf(standings);
    }

    /// A teacher's name with its votes: `cot x3`.
    static String title(Ask ask) {
        return ask.votes() == 1 ? ask.teacher().name() : ask.teacher().name() + " x" + ask.votes();
    }

    private static String detail(Ask ask) {
        String style = ask.teacher().style() == PromptStyle.COT ? "chain of thought" : "simple prompt";
        return "%s, %s, %d vote%s".formatted(ask.teacher().model(), style, ask.votes(), ask.votes() == 1 ? "" : "s");
    }

    private static Optional<Evaluation> evaluation(List<EvaluationRecord> evaluations, SubjectKind kind, String name) {
        return evaluations.stream().filter(record -> record.kind() == kind && record.subject().equals(name)
                && record.split() == Split.TEST).map(record -> EvaluationJson.read(record.metrics())).findFirst();
    }
}
