package dev.retort.pipeline;

import dev.retort.bill.Bill;
import dev.retort.bill.Figure;
import dev.retort.dataset.Example;
import dev.retort.dataset.Origin;
import dev.retort.dataset.Split;
import dev.retort.evaluate.Calibration;
import dev.retort.evaluate.Evaluation;
import dev.retort.evaluate.Interval;
import dev.retort.report.RunBill;
import dev.retort.store.EvaluationRecord.SubjectKind;
import dev.retort.store.StudentRecord;
import dev.retort.train.EvaluationText;
import dev.retort.train.Fit;
import dev.retort.train.StudentDirectory;
import dev.retort.train.StudentFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Turns a finished fine-tuning into a student directory, and later writes into it how the student did.
final class StudentExport {
    /// Texts on which the exported graphs are compared, where the test split has fewer.
    private static final int LEAST_PARITY_TEXTS = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OpenWorkspace open;

    StudentExport(OpenWorkspace open) {
        this.open = open;
    }

    StudentRecord write(Fit fit, Calibration calibration, Path base, String name, RunListener listener)
            throws IOException {
        Path directory = open.students().resolve(name);
        Instant now = open.clock().instant();
        StudentDirectory.Exported exported = StudentDirectory.export(directory, fit, Optional.of(calibration), base,
                facts(name, now, List.of(), Optional.empty()), parityTexts());
        exported.int8().reason().ifPresent(why -> listener.on(new RunEvent.Note(
                "int8 is exported, but the student runs in float32 unless int8 is asked for: " + why)));
        var facts = new TrainingFacts(fit.texts(), fit.validationTexts(), fit.bestEpoch(),
                exported.maxLogitDifference(),
                DataFiles.hash(open.examples()));
        return new StudentRecord(name, open.workspace().dir().relativize(directory).toString(), fit.options().base(),
                JSON.writeValueAsString(fit.options()), facts.json(), fit.options().seed(), now);
    }

    /// The test split with its reference labels, whole; if it is small, other texts too, held-out ones first.
    private List<EvaluationText> parityTexts() {
        var texts = new ArrayList<EvaluationText>();
        for (Split split : List.of(Split.TEST, Split.VALIDATION, Split.TRAIN)) {
            long room = split == Split.TEST ? Long.MAX_VALUE : Math.max(0, LEAST_PARITY_TEXTS - texts.size());
            open.examples().stream().filter(example -> example.split() == split).limit(room)
                    .map(example -> new EvaluationText(example.text(), split == Split.TEST
                            ? reference(example)
                            : OptionalInt.empty()))
                    .forEach(texts::add);
        }
        return texts;
    }

    private OptionalInt reference(Example example) {
        return example.reference()
                .map(reference -> OptionalInt.of(open.workspace().task().indexOf(reference.value())))
                .orElse(OptionalInt.empty());
    }

    /// Writes what is known by now into the model card and `retort.json`: the evaluation, if there was one, and the cost.
    void describe(StudentRecord student, int cores) throws IOException {
        List<Standing> standings = Standings.of(open.workspace(), open.store(), Optional.of(student), cores);
        Standing standing = standings.stream().filter(one -> one.kind() == SubjectKind.STUDENT).findFirst()
                .orElseThrow();
        var figures = new ArrayList<>(standing.evaluation().map(StudentExport::figures).orElse(List.of()));
        if (!figures.isEmpty()) {
            figures.addAll(teacherFigures(standings));
        }
        StudentDirectory.describe(open.workspace().dir().resolve(student.directory()),
                facts(student.name(), student.createdAt(), figures, carbon(student, standing.perMillion(), cores)));
    }

    private static List<StudentFacts.Figure> figures(Evaluation evaluation) {
        String on = "%,d test texts with %s labels".formatted(evaluation.examples(), switch (evaluation.source()) {
            case EXPERT -> "expert";
            case CROWD -> "crowd";
            case MODEL -> "model-written";
        });
        var figures = new ArrayList<StudentFacts.Figure>();
        figures.add(new StudentFacts.Figure("accuracy", evaluation.accuracy(),
                on + within(evaluation.accuracyInterval())));
        figures.add(new StudentFacts.Figure("macro F1", evaluation.macro().f1(),
                on + within(evaluation.macroF1Interval())));
        figures.add(new StudentFacts.Figure("balanced accuracy", evaluation.balancedAccuracy(), on));
        evaluation.perClass().forEach(label -> figures.add(new StudentFacts.Figure("F1 of " + label.label(),
                label.scores().f1(), "%,d of these texts".formatted(label.support()))));
        evaluation.probabilities().ifPresent(scores -> figures
                .add(new StudentFacts.Figure("expected calibration error (10 bins)", scores.ece10(), on)));
        return figures;
    }

    /// Nothing where all resamples agree, as they do if every text is labelled rightly: that is no certainty.
    private static String within(Interval interval) {
        return interval.low() == interval.high()
                ? ""
                : String.format(Locale.ROOT, "; %.0f %% interval %.4f to %.4f", 100 * interval.level(), interval.low(),
                        interval.high());
    }

    /// The teacher's scores on the same texts, to compare with.
    private List<StudentFacts.Figure> teacherFigures(List<Standing> standings) {
        String teacher = open.workspace().studentTeacher();
        return standings.stream().filter(one -> one.kind() == SubjectKind.TEACHER && one.name().equals(teacher))
                .flatMap(one -> one.evaluation().stream())
                .map(evaluation -> new StudentFacts.Figure("accuracy of its teacher", evaluation.accuracy(),
                        "the same texts"))
                .toList();
    }

    /// What training took, and what a million texts will.
    private Optional<String> carbon(StudentRecord student, Bill perMillion, int cores) {
        var costs = new Costs(open.workspace().report(), open.store().meters(), cores);
        RunBill.Line training = new RunBills(open, costs, Optional.of(student)).train(student);
        var sentences = new ArrayList<String>();
        if (training.energy() instanceof Figure.Known energy && training.co2e() instanceof Figure.Known co2e) {
            sentences.add(
                    String.format(Locale.ROOT, "Training took %.3g kWh (%s: %s) and so about %.3g kg CO2e (%s; %s).",
                            energy.value(), energy.basis().word(),
                            energy.formula().isEmpty() ? energy.source() : energy.formula() + "; " + energy.source(),
                            co2e.value(), co2e.formula(), costs.grid()));
        }
        if (perMillion.co2e() instanceof Figure.Known known) {
            sentences.add(String.format(Locale.ROOT, "About %.3g kg CO2e for a million texts (%s).", known.value(),
                    known.formula()));
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
    }

    private StudentFacts facts(String name, Instant created, List<StudentFacts.Figure> figures,
            Optional<String> carbon) {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("data-sha256", DataFiles.hash(open.examples()));
        List<Origin> origins = open.workspace().data().origins();
        if (!origins.isEmpty()) {
            provenance.put("data-from-hub", origins.stream().map(StudentExport::json).toList());
        }
        return new StudentFacts(name, open.workspace().task().instruction(), open.workspace().task().labels(),
                "%s (%s)".formatted(Standings.title(open.workspace().studentAsk()),
                        open.workspace().studentAsk().teacher().model()),
                data(origins), created, figures, carbon, provenance);
    }

    private String data(List<Origin> origins) {
        var splits = new ArrayList<String>();
        for (Split split : Split.values()) {
            int count = open.dataset().count(split);
            if (count > 0) {
                splits.add("%,d %s".formatted(count, split.word()));
            }
        }
        String here = "%s: %,d texts (%s)".formatted(open.workspace().name(), open.examples().size(),
                String.join(", ", splits));
        return Stream.concat(Stream.of(here), origins.stream().map(Origin::words)).collect(Collectors.joining("; "));
    }

    private static Map<String, Object> json(Origin origin) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("repository", origin.repository());
        json.put("config", origin.config());
        json.put("split", origin.split());
        json.put("commit", origin.commit());
        origin.licence().ifPresent(licence -> json.put("licence", licence));
        return json;
    }
}
