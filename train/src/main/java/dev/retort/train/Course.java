package dev.retort.train;

import dev.retort.base.EncoderConfig;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Device;
import dev.retort.infer.Tokenizer;
import dev.retort.student.Metric;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOption;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// One training from the base model to its end, or on from where it was interrupted.
///
/// @param labels names in the order of the class index
/// @param options with the seed of this training
/// @param share of all steps after which it ends and is looked at for the first time; empty for the usual way
/// @param fingerprint of its own among the trainings that share a working directory
record Course(Holdout holdout, List<String> labels, TrainOptions options, OptionalDouble share, Path base,
        String fingerprint, Path directory) {

    /// A finished course.
    ///
    /// @param weights of the evaluation taken
    record End(TrainingState state, Plan plan, Path weights) {
        EpochResult taken() {
            return state.taken().orElseThrow();
        }
    }

    /// The same texts learnt by another seed, in a directory of its own.
    Course bySeed(long seed) {
        return new Course(holdout, labels, options.withSeed(seed), share, base, fingerprint + ", seed " + seed,
                directory.resolve("seed-" + seed));
    }

    /// All texts, those held out too, learnt for as long as a course on this one's texts found best.
    ///
    /// @param end of that course
    /// @param seed of that course
    Course onAllTexts(End end, long seed) {
        var all = new ArrayList<>(holdout.learn());
        all.addAll(holdout.validate());
        double best = (double) end.taken().steps() / end.plan().total();
        return new Course(new Holdout(holdout.problem(), all, holdout.validate()), labels,
                options.with(TrainOption.METRIC, Metric.NONE).withSeed(seed), OptionalDouble.of(best), base,
                fingerprint + ", refit", directory.resolve("refit"));
    }

    Plan plan() {
        Plan plan = Plan.of(holdout.learn().size(), options);
        return share.isPresent() ? plan.endingAt(share.getAsDouble()) : plan;
    }

    End run(int threads, LongSupplier nanoTime, TrainListener listener) throws IOException {
        var checkpoints = new Checkpoints(directory, fingerprint, options.saveTotalLimit());
        checkpoints.clean();
        TrainingState state = checkpoints.latest().orElse(TrainingState.fresh(fingerprint, List.of()));
        if (!state.finished()) {
            state = train(state, checkpoints, threads, nanoTime, listener);
        }
        return new End(state, plan(), checkpoints.weights(state.taken().orElseThrow().steps()));
    }

    private TrainingState train(TrainingState from, Checkpoints checkpoints, int threads, LongSupplier nanoTime,
            TrainListener listener) throws IOException {
        EncoderConfig config = EncoderConfig.read(base);
        List<Sample> learn;
        List<Sample> validate;
        try (var tokenizer = tokenizer(base, options, config)) {
            List<TrainingText> targets = holdout.problem() == ProblemType.SINGLE_LABEL
                    ? Targets.of(holdout.learn(), labels, options)
                    : holdout.learn();
            learn = Sample.of(holdout.problem(), targets, tokenizer);
            validate = Sample.of(holdout.problem(), holdout.validate(), tokenizer);
        }
        boolean fresh = from.steps() == 0;
        Path weights = fresh ? base : checkpoints.weights(from.steps());
        Device device = Device.of(options.device());
        try (Classifier model = Classifier.load(config, weights, labels.size(), options.seed(), device)) {
            model.learnIn(options.mixedPrecision());
            freeze(model);
            model.trainWords(Stream.concat(learn.stream(), validate.stream()).map(Sample::ids).toList());
            int shards = device.isCpu() ? Shards.count(threads, options.batchSize()) : 1;
            try (var workers = new Workers(shards, threads / shards);
                    var gradients = new Gradients(model, workers);
                    var optimizer = WeightUpdate.of(model, gradients, options)) {
                TrainingState state = from;
                if (fresh) {
                    state = TrainingState.fresh(fingerprint, List.copyOf(model.drawn()));
                } else {
                    optimizer.restore(checkpoints.moments(from.steps()), from.steps());
                }
                Plan plan = plan();
                listener.on(new TrainEvent.Started(learn.size(), validate.size(), options.epochs(),
                        plan.stepsPerEpoch(), state.steps() / plan.stepsPerEpoch(), state.drawn()));
                return new Epochs(model, gradients, optimizer, options, plan, learn, validate, nanoTime, listener)
                        .from(state, checkpoints);
            }
        } catch (RuntimeException failed) {
            throw explained(failed);
        }
    }

    /// A GPU's memory is what a user can do something about.
    RuntimeException explained(RuntimeException failed) {
        boolean full = String.valueOf(failed.getMessage()).contains("CUDA out of memory");
        return full
                ? new TrainingException(
                        "student: the GPU's memory does not hold this model with batch-size %d and max-seq-length %d; write a smaller batch-size with gradient-accumulation, or 'device: cpu'"
                                .formatted(options.batchSize(), options.maxSeqLength()),
                        failed)
                : failed;
    }

    /// Cuts texts where the student will.
    static Tokenizer tokenizer(Path base, TrainOptions options, EncoderConfig config) throws IOException {
        return Tokenizer.open(base, Math.min(options.maxSeqLength(), config.maxTokens()));
    }

    private void freeze(Classifier model) {
        try {
            model.freeze(options.freeze().depths());
        } catch (IllegalArgumentException refused) {
            throw new TrainingException("student: %s".formatted(refused.getMessage()), refused);
        }
    }
}
