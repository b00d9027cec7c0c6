package dev.retort.pipeline;

import dev.retort.files.DurableFiles;
import dev.retort.student.TrainOptions;
import dev.retort.train.FineTuning;
import dev.retort.train.Fit;
import dev.retort.train.Holdout;
import dev.retort.train.TrainListener;
import dev.retort.train.TrainingException;
import dev.retort.train.TrainingSet;
import dev.retort.train.TrainingText;
import dev.retort.train.Validation;
import dev.retort.votes.Annotation;
import dev.retort.workspace.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Trains the student with each of several settings and holds them against each other on the same held-out texts. Test
/// texts, the workspace's student and its store are left alone.
///
/// A setting's checkpoints are in `.retort/try-HASH/` while it trains. What it came to stays as `.retort/tries/HASH.json`,
/// so that nothing is trained twice.
final class TryStage {
    private final OpenWorkspace open;
    private final Workbench workbench;
    private final RunListener listener;
    private final StopSignal stop;

    TryStage(OpenWorkspace open, Workbench workbench, RunListener listener, StopSignal stop) {
        this.open = open;
        this.workbench = workbench;
        this.listener = listener;
        this.stop = stop;
    }

    /// @throws RunException if there is too little to learn from, a training fails or the run was told to stop
    TriedSettings run(List<Setting> settings) throws IOException {
        Map<String, Annotation> annotations = open.store().annotations(open.workspace().studentTeacher());
        Holdout holdout = holdout(annotations);
        var tried = new ArrayList<TriedSetting>();
        deleteTemporary();
        for (Setting setting : settings) {
            OpenWorkspace changed = open.with(setting.student());
            TrainingSet set = set(new TrainStage(changed, workbench).trainingSet(annotations), holdout);
            Path base = StudentBase.directory(changed, workbench, listener, stop);
            String hash = FineTuning.fingerprint(set, setting.student(), base);
            String what = "setting %d of %d: %s".formatted(tried.size() + 1, settings.size(), setting.words());
            Optional<TriedSetting> known = known(hash);
            if (known.isPresent()) {
                listener.on(new RunEvent.UpToDate(Stage.TRAIN, what));
                tried.add(known.get().of(setting.values()));
            } else {
                listener.on(new RunEvent.Started(Stage.TRAIN, what));
                tried.add(train(setting, set, base, hash));
            }
        }
        return TriedSettings.of(tried);
    }

    /// By the options of `retort.yaml`, whatever a setting says.
    private Holdout holdout(Map<String, Annotation> annotations) {
        var stage = new TrainStage(open, workbench);
        TrainingSet set = stage.trainingSet(annotations);
        stage.requireSomethingToLearn(set);
        TrainOptions options = open.workspace().student();
        try {
            return Holdout.of(set, options.validationShare(), options.seed());
        } catch (TrainingException tooFew) {
            throw new RunException("training failed: " + tooFew.getMessage(), tooFew);
        }
    }

    /// A setting's texts, but for those held out; they keep one label each.
    private static TrainingSet set(TrainingSet own, Holdout holdout) {
        Set<String> heldOut = holdout.validate().stream().map(TrainingText::id).collect(Collectors.toSet());
        int labels = own.labels().size();
        return new TrainingSet(own.labels(), own.texts().stream().filter(text -> !heldOut.contains(text.id())).toList(),
                holdout.validate().stream()
                        .map(text -> TrainingText.labelled(text.id(), text.text(), text.label(), labels)).toList());
    }

    private TriedSetting train(Setting setting, TrainingSet set, Path base, String hash) throws IOException {
        Path work = hidden("try-" + hash.substring(0, 8));
        var training = new WatchedTraining(scalars(setting, hash), open.clock(), listener, stop,
                "trying was stopped; settings and epochs that were finished are kept, run the same command to go on");
        try {
            Fit fit = training.fit(set, setting.student(), base, work, TrainListener.SILENT);
            TriedSetting tried = tried(setting, fit);
            DurableFiles.write(hidden("tries").resolve(hash + ".json"), JsonMapper.shared().writeValueAsString(tried));
            DurableFiles.deleteTree(work);
            listener.on(new RunEvent.Finished(Stage.TRAIN, TrainWords.end(fit), fit.time()));
            return tried;
        } catch (TrainingException failed) {
            throw new RunException("training with %s failed: %s".formatted(setting.words(), failed.getMessage()),
                    failed);
        }
    }

    private static TriedSetting tried(Setting setting, Fit fit) {
        Validation.OneLabel validation = fit.best().validation().oneLabel();
        boolean[] right = fit.heldOut().right();
        var wrong = new ArrayList<String>();
        for (int text = 0; text < right.length; text++) {
            if (!right[text]) {
                wrong.add(fit.heldOut().texts().get(text).id());
            }
        }
        return new TriedSetting(setting.values(), fit.epochs().size(), fit.bestEpoch(), fit.stoppedEarly(),
                validation.loss(), validation.accuracy(), validation.macroF1(), fit.time().toNanos() / 1e9,
                right.length, wrong);
    }

    private Optional<TriedSetting> known(String hash) throws IOException {
        Path file = hidden("tries").resolve(hash + ".json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonMapper.shared().readValue(Files.readString(file), TriedSetting.class));
        } catch (JacksonException | NullPointerException unreadable) {
            return Optional.empty(); // of another version: trained again
        }
    }

    /// What a process left that was killed while it wrote a result.
    private void deleteTemporary() throws IOException {
        Path results = Files.createDirectories(hidden("tries"));
        try (Stream<Path> files = Files.list(results)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".tmp")).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path hidden(String name) {
        return open.workspace().dir().resolve(".retort").resolve(name);
    }

    /// Named so that TensorBoard's list of runs tells the settings.
    private Path scalars(Setting setting, String hash) {
        String words = setting.words().replaceAll("[^A-Za-z0-9=._-]", "_");
        return open.workspace().dir().resolve(TrainStage.SCALARS).resolve("try-%s-%s"
                .formatted(words.substring(0, Math.min(80, words.length())), hash.substring(0, 8)));
    }
}
