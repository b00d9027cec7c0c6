package dev.retort.train;

import dev.retort.base.EncoderConfig;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Torch;
import dev.retort.evaluate.LabelThreshold;
import dev.retort.infer.Tokenizer;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOptions;
import dev.retort.train.Checkpoints.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Fine-tunes an encoder on annotated texts.
///
/// An epoch learns every text once in batches drawn at random, validates on the held-out texts and saves a checkpoint;
/// the student is taken from the last epoch, unless one before was surely better on those texts by macro F1 and
/// McNemar's test; for regression from the epoch with the least error on them. A run that was interrupted goes on after its last finished epoch and ends with the same bits as one
/// that was not: every random number follows from the seed and its place, and on one machine with one thread count
/// libtorch computes the same bits each time.
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
        Holdout holdout = Holdout.of(set, options.validationShare(), options.seed());
        String fingerprint = Fingerprint.of(set, options, base);
        var checkpoints = new Checkpoints(workDirectory);
        Optional<State> resumed = checkpoints.latest(fingerprint);
        checkpoints.keepOnly(resumed.map(State::files).orElse(Set.of()));
        State state = resumed.orElse(State.fresh(fingerprint, List.of()));
        if (!state.finished()) {
            state = train(holdout, set.labels().size(), options, base, checkpoints, state, listener);
        }
        List<LabelThreshold> thresholds = set.problem() == ProblemType.MULTI_LABEL
                ? thresholds(set.labels(), holdout, options, base, checkpoints.weights(state.bestEpoch()))
                : List.of();
        Duration time = state.epochs().stream().map(EpochResult::time).reduce(Duration.ZERO, Duration::plus);
        return new Fit(options, set.problem(), set.labels(), checkpoints.weights(state.bestEpoch()), state.epochs(),
                state.bestEpoch(), state.drawn(), thresholds, holdout.learn().size(), holdout.validate().size(), time,
                fingerprint);
    }

    private static List<LabelThreshold> thresholds(List<String> labels, Holdout holdout, TrainOptions options,
            Path base, Path weights) throws IOException {
        EncoderConfig config = EncoderConfig.read(base);
        try (var tokenizer = Tokenizer.open(base, Math.min(options.maxSeqLength(), config.maxTokens()));
                Classifier model = Classifier.load(config, weights, labels.size(), options.seed())) {
            return HeldOutThresholds.of(model, labels,
                    Sample.of(holdout.problem(), holdout.validate(), tokenizer));
        }
    }

    private State train(Holdout holdout, int labels, TrainOptions options, Path base, Checkpoints checkpoints,
            State from, TrainListener listener) throws IOException {
        EncoderConfig config = EncoderConfig.read(base);
        List<Sample> learn;
        List<Sample> validate;
        try (var tokenizer = Tokenizer.open(base, Math.min(options.maxSeqLength(), config.maxTokens()))) {
            learn = Sample.of(holdout.problem(), holdout.learn(), tokenizer);
            validate = Sample.of(holdout.problem(), holdout.validate(), tokenizer);
        }
        Path weights = from.epoch() == 0 ? base : checkpoints.weights(from.epoch());
        try (Classifier model = Classifier.load(config, weights, labels, options.seed())) {
            model.trainWords(Stream.concat(learn.stream(), validate.stream()).map(Sample::ids).toList());
            int shards = Shards.count(threads, options.batchSize());
            try (var workers = new Workers(shards, threads / shards);
                    var gradients = new Gradients(model, workers);
                    var optimizer = new AdamW(model, gradients.replicas(), workers, options.weightDecay(),
                            options.maxGradNorm())) {
                State state = from;
                if (from.epoch() == 0) {
                    state = State.fresh(from.fingerprint(), List.copyOf(model.drawn()));
                } else {
                    optimizer.restore(checkpoints.moments(from.epoch()), from.steps());
                }
                listener.on(new TrainEvent.Started(learn.size(), validate.size(), options.epochs(),
                        BatchOrder.count(learn.size(), options.batchSize()), state.epoch(), state.drawn()));
                return new Epochs(model, gradients, optimizer, options, learn, validate, nanoTime, listener).from(state,
                        checkpoints);
            }
        }
    }
}
