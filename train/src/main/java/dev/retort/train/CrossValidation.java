package dev.retort.train;

import dev.retort.encoder.CounterRandom;
import dev.retort.files.DurableFiles;
import dev.retort.student.Metric;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import dev.retort.train.Trials.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// k trainings, each without one of k parts of the texts, which it then labels.
///
/// The parts are stratified: the texts of each label, in an order by seed, are dealt out in turn. Every training goes on
/// to its last epoch, whatever its part says, so that no text's label has a say in what the text is given.
final class CrossValidation {
    private final TrainingSet set;
    private final TrainOptions options;
    private final Path base;
    private final String fingerprint;
    private final Path directory;

    /// @param fingerprint of the whole training
    /// @param directory for the trainings and for what is found
    CrossValidation(TrainingSet set, TrainOptions options, Path base, String fingerprint, Path directory) {
        this.set = set;
        this.options = options.with(TrainOption.METRIC, Metric.NONE);
        this.base = base;
        this.fingerprint = fingerprint;
        this.directory = directory;
    }

    /// The part, from 0, that each text is in.
    static int[] parts(TrainingSet set, int folds, long seed) {
        int[] parts = new int[set.texts().size()];
        int next = 0;
        for (int label = 0; label < set.labels().size(); label++) {
            int wanted = label;
            int[] members = IntStream.range(0, parts.length)
                    .filter(text -> set.texts().get(text).label() == wanted).toArray();
            for (int member : CounterRandom.of(seed, 'k', label).permutation(members.length)) {
                parts[members[member]] = next++ % folds;
            }
        }
        return parts;
    }

    /// Runs what is still to run.
    ///
    /// @return what each text was given by the training that had not learnt it
    OutOfFold run(int threads, LongSupplier nanoTime, TrainListener listener) throws IOException {
        int folds = options.folds();
        if (folds > set.texts().size()) {
            throw new TrainingException("folds must be at most the %,d texts that there are to learn, got %d"
                    .formatted(set.texts().size(), folds));
        }
        int[] parts = parts(set, folds, options.seed());
        var whole = new OutOfFold(set.labels(), fingerprint, List.of(), List.of());
        for (int fold = 0; fold < folds; fold++) {
            Path done = directory.resolve("fold-%d.jsonl".formatted(fold + 1));
            OutOfFold part = OutOfFold.find(done, fingerprint).orElse(whole.none());
            if (part.rows().isEmpty()) {
                listener.on(new TrainEvent.TrialBegan("fold " + (fold + 1), fold + 1, folds));
                part = train(fold, holdout(parts, fold), threads, nanoTime, listener);
                part.write(done);
                DurableFiles.deleteTree(directory.resolve("fold-" + (fold + 1)));
            }
            whole = whole.and(part);
        }
        return whole;
    }

    private Holdout holdout(int[] parts, int fold) {
        var learn = new ArrayList<TrainingText>();
        var validate = new ArrayList<TrainingText>();
        for (int text = 0; text < parts.length; text++) {
            (parts[text] == fold ? validate : learn).add(set.texts().get(text));
        }
        return new Holdout(set.problem(), learn, validate);
    }

    private OutOfFold train(int fold, Holdout holdout, int threads, LongSupplier nanoTime, TrainListener listener)
            throws IOException {
        String name = "fold " + (fold + 1);
        var course = new Course(holdout, set.labels(), options, OptionalDouble.of(1), base, fingerprint + ", " + name,
                directory.resolve("fold-" + (fold + 1)));
        Course.End end = course.run(threads, nanoTime, listener);
        List<float[]> scores = HeldOut.scores(holdout, options, base, end.weights(), set.labels().size());
        List<OutOfFold.Row> rows = IntStream.range(0, scores.size()).mapToObj(text -> {
            TrainingText given = holdout.validate().get(text);
            return OutOfFold.Row.of(given.id(), fold + 1, given.label(), scores.get(text));
        }).toList();
        return new OutOfFold(set.labels(), fingerprint,
                List.of(new Trial(name, end.taken().validation(), end.state().time())), rows);
    }
}
