package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.report.About;
import dev.retort.report.Agreement;
import dev.retort.report.LearningCurve;
import dev.retort.report.References;
import dev.retort.report.ReportData;
import dev.retort.report.VoteSummary;
import dev.retort.store.EpochRecord;
import dev.retort.store.Prediction;
import dev.retort.store.Store;
import dev.retort.store.StudentRecord;
import dev.retort.task.Value;
import dev.retort.teacher.Ask;
import dev.retort.votes.Annotation;
import dev.retort.workspace.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Everything on the page, from the store. No figure has another origin.
final class ReportAssembly {
    private final OpenWorkspace open;
    private final Optional<StudentRecord> student;
    private final Workbench workbench;

    ReportAssembly(OpenWorkspace open, Optional<StudentRecord> student, Workbench workbench) {
        this.open = open;
        this.student = student;
        this.workbench = workbench;
    }

    ReportData data(References references) {
        Workspace workspace = open.workspace();
        Store store = open.store();
        List<Example> examples = open.examples();
        Judges judges = Judges.of(examples);
        List<Standing> standings = Standings.of(workspace, store, student, workbench.cores());
        var costs = new Costs(workspace.report(), store.meters(), workbench.cores());
        return new ReportData(about(), references, standings.stream().map(Contenders::of).toList(), votes(),
                agreements(),
                student.flatMap(record -> Disagreements.of(workspace.studentAsk(), record, store, judges)),
                student.flatMap(record -> Cascades.of(open, record, standings, judges)),
                student.flatMap(this::learning),
                WaysTable.of(workspace.studentAsk(), student, costs, open.dataset().count(Split.TRAIN)),
                new RunBills(open, costs, student).bill(), new Recipes(open, student, workbench).recipe());
    }

    private About about() {
        String title = open.workspace().report().title().orElse(open.workspace().name());
        return new About(title, open.clock().instant(), workbench.version(), open.dataset().count(Split.TRAIN),
                open.dataset().count(Split.VALIDATION), open.dataset().count(Split.TEST));
    }

    private List<VoteSummary> votes() {
        return open.workspace().teachers().stream().map(ask -> VoteSummaries.of(ask, open.store(),
                open.workspace().votes().ties(), open.examples().size())).toList();
    }

    /// Someone who labelled texts.
    private record Labeller(String name, Function<String, Optional<Value>> value) {}

    private List<Agreement> agreements() {
        List<String> ids = open.examples().stream().map(Example::id).toList();
        var labellers = new ArrayList<Labeller>();
        for (Ask ask : open.workspace().teachers()) {
            Map<String, Annotation> annotations = open.store().annotations(ask.teacher().name());
            labellers.add(new Labeller(Standings.title(ask),
                    id -> Optional.ofNullable(annotations.get(id)).flatMap(Annotation::value)));
        }
        student.ifPresent(record -> {
            Map<String, Prediction> predictions = open.store().predictions(record.name());
            labellers.add(new Labeller("student",
                    id -> Optional.ofNullable(predictions.get(id)).map(Prediction::value)));
        });
        var agreements = new ArrayList<Agreement>();
        for (int i = 0; i < labellers.size(); i++) {
            for (int j = i + 1; j < labellers.size(); j++) {
                agreements.add(VoteSummaries.between(labellers.get(i).name(), labellers.get(i).value(),
                        labellers.get(j).name(), labellers.get(j).value(), ids));
            }
        }
        return agreements;
    }

    private Optional<LearningCurve> learning(StudentRecord record) {
        List<EpochRecord> epochs = open.store().epochs(record.name());
        if (epochs.isEmpty()) {
            return Optional.empty();
        }
        TrainingFacts facts = TrainingFacts.read(record);
        return Optional.of(new LearningCurve("student", Standings.title(open.workspace().studentAsk()),
                facts.trainTexts(), facts.validationTexts(),
                epochs.stream().sorted(Comparator.comparingInt(EpochRecord::epoch))
                        .map(epoch -> new LearningCurve.Epoch(epoch.epoch(), epoch.trainLoss(),
                                epoch.validationLoss(), epoch.validationAccuracy(), epoch.validationMacroF1()))
                        .toList(),
                facts.bestEpoch()));
    }
}
