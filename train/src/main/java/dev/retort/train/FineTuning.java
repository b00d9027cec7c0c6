package dev.retort.train;

import dev.retort.encoder.Device;
import dev.retort.encoder.Torch;
import dev.retort.student.ClassWeights;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Fine-tunes an encoder on annotated texts.
///
/// An epoch learns every text once in batches drawn at random, validates on the held-out texts and saves a checkpoint;
/// the student is taken from the last epoch, unless one before was surely better on those texts by macro F1 and
/// McNemar's test; for regression from the epoch with the least error on them ([EpochChoice]). A run that was interrupted
/// goes on after its last checkpoint and ends with the same bits as one that was not: every random number follows from
/// the seed and its place, and on one machine with one thread count libtorch computes the same bits each time.
///
/// With `folds` a cross-validation comes first ([CrossValidation]), with `seeds` there are several trainings
/// ([SeedTrials]), with `refit` one more, on the held-out texts too.
public final class FineTuning {
    private final int threads;
    private final LongSupplier nanoTime;

    /// @param threads of each libtorch operation; another number gives slightly other weights
    /// @param nanoTime a clock for speed and time left, such as `System::nanoTime`
    public FineTuning(int threads, LongSupplier nanoTime) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got %d".formatted(threads));
        }
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /// On all physical cores.
    public static FineTuning onAllCores() {
        return new FineTuning(Torch.physicalCores(), System::nanoTime);
    }

    /// SHA-256 of everything that decides the weights: texts, options, the content of the base.
    public static String fingerprint(TrainingSet set, TrainOptions options, Path base) throws IOException {
        return Fingerprint.of(set, options, base);
    }

    /// Whether training by these options is done by a GPU of this machine.
    ///
    /// @throws TrainingException if a GPU is asked for and cannot be used, with the reason and what to do
    public static boolean usesGpu(TrainOptions options) {
        try {
            return !Device.of(options.device()).isCpu();
        } catch (IllegalArgumentException refused) {
            throw new TrainingException("student: %s".formatted(refused.getMessage()), refused);
        }
    }

    /// Trains, or goes on where the run in `workDirectory` stopped. Must be called on a platform thread.
    ///
    /// @param base a Hugging Face directory of a known family with `config.json`, `tokenizer.json` and weights as
    ///        safetensors
    /// @param workDirectory keeps the checkpoints of this run; one that belongs to other data, options or base is
    ///        started over
    /// @throws TrainingException if there are too few texts, the loss runs away or a checkpoint cannot be written
    /// @throws IOException if the base cannot be read
    public Fit fit(TrainingSet set, TrainOptions options, Path base, Path workDirectory, TrainListener listener)
            throws IOException {
        Torch.useThreads(threads);
        requireDistributions(set, options);
        usesGpu(options);
        Holdout holdout = Holdout.of(set, options.validationShare(), options.seed());
        String fingerprint = Fingerprint.of(set, options, base);
        Files.createDirectories(workDirectory);
        Optional<OutOfFold> outOfFold = crossValidate(set, options, base, fingerprint, workDirectory, listener);
        Optional<Trials> folds = outOfFold.map(OutOfFold::folds);
        var course = new Course(holdout, set.labels(), options, OptionalDouble.empty(), base, fingerprint,
                workDirectory);
        SeedTrials trials = SeedTrials.of(course, threads, nanoTime, listener);
        Course.End end = trials.taken();
        TrainingState state = end.state();
        Duration total = trials.trials().map(Trials::time).orElse(state.time())
                .plus(folds.map(Trials::time).orElse(Duration.ZERO));
        Path weights = end.weights();
        Stream<TrainingText> learnt = holdout.learn().stream();
        if (options.refit()) {
            learnt = Stream.concat(learnt, holdout.validate().stream());
            Course.End refit = refit(course, trials, listener);
            weights = refit.weights();
            total = total.plus(refit.state().time());
        }
        var heldOut = new HeldOutScores(holdout.validate(),
                HeldOut.scores(holdout, options, base, end.weights(), set.labels().size()));
        return new Fit(options, set.problem(), set.labels(), weights, end.weights(), state.epochs(), state.bestEpoch(),
                state.drawn(), heldOut, learnt.map(TrainingText::text).toList(), holdout.learn().size(),
                holdout.validate().size(), state.time(), total, fingerprint, trials.seed(), trials.trials(), folds,
                outOfFold.map(_ -> workDirectory.resolve(OutOfFold.FILE)));
    }

    /// These options change distributions over labels, which other problems do not have.
    private static void requireDistributions(TrainingSet set, TrainOptions options) {
        boolean used = options.labelSmoothing() > 0 || options.temperature() != 1 || options.folds() > 0
                || !options.classWeights().equals(ClassWeights.NONE);
        if (used && set.problem() != ProblemType.SINGLE_LABEL) {
            throw new TrainingException(
                    "label-smoothing, temperature, class-weights and folds are for texts with one label each, this set is for %s; leave them out"
                            .formatted(set.problem().word()));
        }
    }

    private Optional<OutOfFold> crossValidate(TrainingSet set, TrainOptions options, Path base, String fingerprint,
            Path workDirectory, TrainListener listener) throws IOException {
        if (options.folds() == 0) {
            return Optional.empty();
        }
        OutOfFold found = new CrossValidation(set, options, base, fingerprint, workDirectory).run(threads, nanoTime,
                listener);
        found.write(workDirectory.resolve(OutOfFold.FILE));
        listener.on(new TrainEvent.TrialsEnded(found.folds()));
        return Optional.of(found);
    }

    /// What it comes to on texts that it has learnt says nothing, so that is not told.
    private Course.End refit(Course course, SeedTrials trials, TrainListener listener) throws IOException {
        listener.on(new TrainEvent.TrialBegan("refit on all texts", 1, 1));
        return course.onAllTexts(trials.taken(), trials.seed()).run(threads, nanoTime, event -> {
            if (!(event instanceof TrainEvent.EpochEnded)) {
                listener.on(event);
            }
        });
    }
}
