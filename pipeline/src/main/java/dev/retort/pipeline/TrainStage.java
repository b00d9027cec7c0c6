package dev.retort.pipeline;

import dev.retort.dataset.Example;
import dev.retort.dataset.Split;
import dev.retort.files.DurableFiles;
import dev.retort.store.EpochRecord;
import dev.retort.store.MeterRecord;
import dev.retort.store.StudentRecord;
import dev.retort.student.TrainOptions;
import dev.retort.task.Task;
import dev.retort.task.Value;
import dev.retort.train.EpochResult;
import dev.retort.train.FineTuning;
import dev.retort.train.Fit;
import dev.retort.train.TrainEvent;
import dev.retort.train.TrainingException;
import dev.retort.train.TrainingSet;
import dev.retort.train.TrainingText;
import dev.retort.votes.Annotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fine-tunes the student on the annotations of its teacher and exports it.
final class TrainStage {
    /// Where a workspace keeps the numbers of its trainings.
    static final String SCALARS = "runs";

    private final OpenWorkspace open;
    private final Workbench workbench;

    TrainStage(OpenWorkspace open, Workbench workbench) {
        this.open = open;
        this.workbench = workbench;
    }

    /// What the student learns from: every text of the training split that its teacher labelled with enough of the
    /// votes. Texts of the validation split, if the data has one, choose the epoch.
    TrainingSet trainingSet(Map<String, Annotation> annotations) {
        return new TrainingSet(task().labelNames(), texts(Split.TRAIN, annotations),
                texts(Split.VALIDATION, annotations));
    }

    private List<TrainingText> texts(Split split, Map<String, Annotation> annotations) {
        List<TrainingText> texts = new ArrayList<>();
        for (Example example : open.examples()) {
            Annotation annotation = annotations.get(example.id());
            if (example.split() == split && annotation != null && annotation.value().isPresent()
                    && !isDoubtful(annotation)) {
                texts.add(text(example, annotation, annotation.value().orElseThrow(), split == Split.TRAIN));
            }
        }
        return texts;
    }

    private boolean isDoubtful(Annotation annotation) {
        return annotation.share() < open.workspace().student().minVoteShare();
    }

    /// Says how many texts are left out because too few of the votes went to their label.
    private void tellDoubtful(Map<String, Annotation> annotations, RunListener listener) {
        List<Annotation> labelled = open.examples().stream().filter(example -> example.split() != Split.TEST)
                .map(example -> annotations.get(example.id()))
                .filter(annotation -> annotation != null && annotation.value().isPresent()).toList();
        long doubtful = labelled.stream().filter(this::isDoubtful).count();
        if (doubtful > 0) {
            listener.on(new RunEvent.Note(
                    "%,d of %,d labelled texts are left out of training: under %.0f %% of their votes agree (min-vote-share)"
                            .formatted(doubtful, labelled.size(), 100 * open.workspace().student().minVoteShare())));
        }
    }

    /// Validation texts keep one label, by which epochs are compared.
    private TrainingText text(Example example, Annotation annotation, Value value, boolean learnt) {
        int labels = task().labels().size();
        if (!learnt) {
            return TrainingText.labelled(example.id(), example.text(), task().indexOf(value), labels);
        }
        var target = new ArrayList<>(Collections.nCopies(labels, 0.0));
        if (open.workspace().student().softLabels()) {
            annotation.shares().forEach((label, share) -> target.set(task().indexOf(label), share));
        } else {
            target.set(task().indexOf(value), 1.0);
        }
        return new TrainingText(example.id(), example.text(), target, weight(annotation));
    }

    /// A label that no readable vote went to (`on-unreadable: random`) counts as one of the labels picked blindly.
    private double weight(Annotation annotation) {
        if (!open.workspace().student().agreementWeights()) {
            return 1;
        }
        return annotation.share() > 0 ? annotation.share() : 1.0 / task().labels().size();
    }

    /// @throws RunException if there is too little to learn from, or the run was told to stop; finished epochs are kept
    StudentRecord run(RunListener listener, StopSignal stop) throws IOException {
        Map<String, Annotation> annotations = open.store().annotations(open.workspace().studentTeacher());
        TrainingSet set = trainingSet(annotations);
        TrainOptions options = open.workspace().student();
        requireSomethingToLearn(set);
        Path base = StudentBase.directory(open, workbench, listener, stop);
        String hash = FineTuning.fingerprint(set, options, base);
        String name = Students.name(open.workspace().name(), hash);
        Optional<StudentRecord> made = open.store().students().stream().filter(record -> record.name().equals(name))
                .filter(record -> Files.isRegularFile(open.students().resolve(name).resolve("retort.json")))
                .findFirst();
        Path work = open.workspace().dir().resolve(".retort").resolve("train-" + hash.substring(0, 8));
        if (made.isPresent()) {
            DurableFiles.deleteTree(work); // left where the process was killed after the student was written
            open.store().finishStage(Stage.TRAIN.word(), hash, "{}", open.clock().instant());
            listener.on(new RunEvent.UpToDate(Stage.TRAIN, "student %s".formatted(name)));
            return made.get();
        }
        tellDoubtful(annotations, listener);
        listener.on(new RunEvent.Started(Stage.TRAIN,
                "%s on %,d texts labelled by '%s'".formatted(options.base(), set.texts().size(),
                        open.workspace().studentTeacher())));
        Fit fit = fit(set, base, name, work, listener, stop);
        listener.on(new RunEvent.Exporting(name));
        var export = new StudentExport(open);
        StudentRecord student = export.write(fit, fit.heldOut().calibration(), base, name, listener);
        record(student, fit);
        export.describe(student, workbench.cores());
        open.store().finishStage(Stage.TRAIN.word(), hash, "{}", open.clock().instant());
        if (fit.outOfFold().isPresent()) {
            Files.move(fit.outOfFold().get(), outOfFold(name), StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFiles.deleteTree(work);
        listener.on(new RunEvent.Finished(Stage.TRAIN, TrainWords.end(fit), fit.totalTime()));
        return student;
    }

    /// Where the cross-validation of a student's training is kept, as [dev.retort.train.OutOfFold] reads it.
    private Path outOfFold(String student) {
        return open.workspace().dir().resolve(".retort").resolve("out-of-fold-%s.jsonl".formatted(student));
    }

    private Fit fit(TrainingSet set, Path base, String name, Path work, RunListener listener, StopSignal stop)
            throws IOException {
        var training = new WatchedTraining(open.workspace().dir().resolve(SCALARS).resolve(name), open.clock(),
                listener, stop, "training was stopped; the epochs that were finished are kept, run the same command "
                        + "to go on");
        try {
            var energy = FineTuning.usesGpu(open.workspace().student())
                    ? LocalEnergy.withGpu(open, workbench.energy(), workbench.gpu().get(), Stage.TRAIN, name)
                    : new LocalEnergy(open, workbench.energy(), Stage.TRAIN, name);
            return training.fit(set, open.workspace().student(), base, work, event -> measure(energy, event));
        } catch (TrainingException failed) {
            throw new RunException("training failed: " + failed.getMessage(), failed);
        }
    }

    /// As with time, what counts are the epochs that were finished. Of several trainings only the last is watched to its
    /// end, so their energy is estimated.
    private static void measure(LocalEnergy energy, TrainEvent event) {
        switch (event) {
            case TrainEvent.Started started when started.finishedEpochs() == 0 -> energy.reset();
            case TrainEvent.Started _ -> energy.sample();
            case TrainEvent.Stepped _,TrainEvent.Logged _,TrainEvent.TrialBegan _,TrainEvent.TrialsEnded _ ->
                energy.sample();
            case TrainEvent.EpochEnded _ -> energy.record();
        }
    }

    void requireSomethingToLearn(TrainingSet set) {
        long labels = set.texts().stream().map(TrainingText::label).distinct().count();
        if (labels < 2) {
            throw new RunException(
                    "student: needs training texts with at least 2 different labels, got %,d text%s with %d from teacher '%s', of whose votes %s; annotate more, or mend its prompt"
                            .formatted(set.texts().size(), set.texts().size() == 1 ? "" : "s", labels,
                                    open.workspace().studentTeacher(),
                                    new CountStage(open).words(open.workspace().studentAsk())));
        }
    }

    private void record(StudentRecord student, Fit fit) {
        open.store().saveStudent(student);
        for (EpochResult epoch : fit.epochs()) {
            open.store().saveEpoch(new EpochRecord(student.name(), epoch.epoch(), epoch.trainLoss(),
                    epoch.validation().loss(), epoch.validation().oneLabel().accuracy(),
                    epoch.validation().oneLabel().macroF1(),
                    fit.textsPerSecond(epoch.epoch()), fit.learningRateAfter(epoch.epoch()),
                    epoch.time().toNanos() / 1e9));
        }
        open.store().saveMeter(new MeterRecord(Stage.TRAIN.word(), student.name(), RunBills.WALL,
                fit.totalTime().toNanos() / 1e9, "s", MeterRecord.Basis.MEASURED,
                "learning and validating on this machine",
                open.clock().instant()));
    }

    private Task task() {
        return open.workspace().task();
    }
}
