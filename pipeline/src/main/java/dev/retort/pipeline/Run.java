package dev.retort.pipeline;

import dev.retort.annotate.Assignment;
import dev.retort.annotate.Recorder;
import dev.retort.dataset.Example;
import dev.retort.dataset.ReferenceSource;
import dev.retort.hosts.HostOpener;
import dev.retort.report.References;
import dev.retort.report.ReportPage;
import dev.retort.store.BatchRecord;
import dev.retort.store.StudentRecord;
import dev.retort.workspace.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The main job: annotate, train, evaluate, report. Each stage does only what its input's fingerprint says is new, so a
/// second run is quick and a killed one goes on where it stopped.
public final class Run {
    private final OpenWorkspace open;
    private final Workbench workbench;
    private final HostOpener hosts;
    private final RunListener listener;
    private final StopSignal stop;
    private boolean counted;

    public Run(OpenWorkspace open, Workbench workbench, HostOpener hosts, RunListener listener,
            StopSignal stop) {
        this.open = open;
        this.workbench = workbench;
        this.hosts = hosts;
        this.listener = listener;
        this.stop = stop;
    }

    /// All stages.
    public RunResult all() throws Exception {
        data();
        AnnotateOutcome asked = annotate();
        Optional<StudentRecord> student = Optional.of(train());
        evaluate(student);
        return report(student).after(asked);
    }

    /// Puts texts and teachers into the store.
    public void data() {
        String hash = DataFiles.hash(open.examples());
        open.dataset().notes().forEach(note -> listener.on(new RunEvent.Note(note)));
        if (open.store().stage(Stage.DATA.word()).filter(done -> done.inputHash().equals(hash)).isEmpty()) {
            open.store().saveExamples(open.examples());
            open.store().finishStage(Stage.DATA.word(), hash, "{}", open.clock().instant());
        }
        open.store().saveTeachers(open.workspace().teachers());
    }

    /// Asks what has not been answered.
    ///
    /// @throws RunException if a teacher could not be asked, or the run was told to stop
    public AnnotateOutcome annotate() throws Exception {
        return annotate(open.examples());
    }

    /// Asks about some texts that have not been annotated, instead of all.
    ///
    /// @throws RunException if a teacher could not be asked, or the run was told to stop
    public AnnotateOutcome annotate(Pick pick) throws Exception {
        return annotate(new PickStage(open, workbench, stop).run(pick, listener));
    }

    /// Asks some texts, so that the rest can be forecast from what was measured. The same number means the same texts.
    ///
    /// @throws RunException if a teacher could not be asked, or the run was told to stop
    public AnnotateOutcome sample(int texts) throws Exception {
        return annotate(SampledTexts.of(open.examples(), texts, EvaluateStage.SEED));
    }

    /// Forgets batches that earlier runs left at hosts: what they ask is asked again, and may be paid twice.
    ///
    /// @return how many
    public int giveUpBatches() {
        List<BatchRecord> batches = open.store().openBatches();
        batches.forEach(batch -> open.store().journalBatchLost(batch.token(), "given up", open.clock().instant())
                .join());
        return batches.size();
    }

    private AnnotateOutcome annotate(List<Example> texts) throws Exception {
        AnnotateOutcome outcome = new AnnotateStage(open, hosts).run(texts, listener, stop);
        counted = outcome.counted();
        var lines = new ArrayList<>(AnnotateStage.stopped(outcome));
        if (lines.isEmpty()) {
            outcome.halted().ifPresent(lines::add);
        }
        if (lines.isEmpty() && outcome.interrupted()) {
            lines.add("stopped; everything answered so far is kept, run the same command to go on%s"
                    .formatted(outcome.counted() ? "" : "; votes are counted then"));
        }
        Optional<String> left = AnnotateStage.left(outcome);
        if (!lines.isEmpty()) {
            left.ifPresent(lines::add);
            throw new RunException(String.join("\n", lines));
        }
        left.ifPresent(line -> listener.on(new RunEvent.Note(
                "of teachers that retort.yaml no longer asks there: " + line)));
        return outcome;
    }

    /// Settles the votes anew if answers, task or rules have changed since; asks nothing.
    private void count() {
        if (!counted) {
            new CountStage(open).run(listener);
            counted = true;
        }
    }

    public StudentRecord train() throws IOException {
        count();
        return new TrainStage(open, workbench).run(listener, stop);
    }

    /// Trains with each of the settings and compares them on the held-out texts; the workspace's student stays as it is.
    ///
    /// @throws RunException if there is too little to learn from, a training fails or the run was told to stop
    public TriedSettings tryOut(List<Setting> settings) throws IOException {
        count();
        return new TryStage(open, workbench, listener, stop).run(settings);
    }

    /// @throws RunException if nothing is annotated yet, or the student knows other labels than the task
    public void evaluate(Optional<StudentRecord> student) throws IOException {
        requireSomethingToJudge(student);
        new EvaluateStage(open, workbench.energy()).run(student, listener);
        if (student.isPresent()) {
            new StudentExport(open).describe(student.get(), workbench.cores());
        }
    }

    private void requireSomethingToJudge(Optional<StudentRecord> student) throws IOException {
        List<String> labels = open.workspace().task().labelNames();
        if (student.isPresent()) {
            List<String> learnt = Students.labels(open.workspace().dir().resolve(student.get().directory()));
            if (!learnt.equals(labels)) {
                throw new RunException(
                        "student '%s' was trained for the labels %s, the task has %s; run 'retort run' to train another"
                                .formatted(student.get().name(), learnt, labels));
            }
        }
        count();
        if (new CountStage(open).isEmpty()) {
            throw new RunException("%s: nothing is annotated yet; run 'retort run' or 'retort annotate' first"
                    .formatted(open.workspace().dir()));
        }
    }

    /// Writes the page.
    ///
    /// @throws RunException as [#evaluate]
    public RunResult report(Optional<StudentRecord> student) throws IOException {
        requireSomethingToJudge(student);
        listener.on(new RunEvent.Started(Stage.REPORT, open.workspace().dir().relativize(open.reports()).toString()));
        References references = references();
        var data = new ReportAssembly(open, student, workbench).data(references);
        Path page = ReportPage.write(data, open.reports());
        List<Standing> standings = Standings.of(open.workspace(), open.store(), student, workbench.cores());
        Optional<Path> sample = references instanceof References.None
                ? Optional.of(open.reports().resolve(LabelSample.FILE))
                : Optional.empty();
        return new RunResult(standings, source(), judged(), page,
                student.map(record -> open.workspace().dir().resolve(record.directory())), data.agreements(), sample,
                Optional.empty());
    }

    /// The student that the last training made or found, if there is one.
    public Optional<StudentRecord> student() {
        return Students.current(open.store());
    }

    /// Writes every answer to the workspace's questions as a recording that `host: replay` answers from.
    public void record(Path file) throws IOException {
        var assignment = new Assignment(open.workspace().task(), open.workspace().teachers(), open.examples());
        new Recorder(assignment, open.store()::answers).write(file);
    }

    private Optional<ReferenceSource> source() {
        return Judges.of(open.examples()).source();
    }

    private int judged() {
        return Judges.of(open.examples()).examples().size();
    }

    private References references() throws IOException {
        Judges judges = Judges.of(open.examples());
        if (judges.source().isPresent()) {
            return References.Known.of(judges.source().orElseThrow(), judges.examples().size(),
                    "A text that a contender left without a label counts as wrong.");
        }
        int texts = LabelSample.write(open.examples(), open.reports(), EvaluateStage.SEED);
        return new References.None("reports/" + LabelSample.FILE, texts,
                "Write the right label of each text into its column 'label', add 'labels: [{path: reports/to-label.csv, label-source: expert}]' under 'data' in retort.yaml, and run again.");
    }
}
