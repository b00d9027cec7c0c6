package dev.retort.student;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// How a student is fine-tuned: a value for each [TrainOption], where its meaning and default are written. Immutable.
public final class TrainOptions {
    /// Every option at its default.
    public static final TrainOptions DEFAULT = new TrainOptions(Map.of());

    /// Those that were set; what is not here has its default.
    private final Map<TrainOption<?>, Object> set;

    private TrainOptions(Map<TrainOption<?>, Object> set) {
        this.set = Map.copyOf(set);
    }

    /// These options with another value of one.
    ///
    /// @throws IllegalArgumentException saying what the option must be, if it may not have that value
    public <T> TrainOptions with(TrainOption<T> option, T value) {
        return withPlain(option, TrainOption.plain(value));
    }

    /// These options with another value of one, given as YAML or JSON has it.
    ///
    /// @throws IllegalArgumentException saying what the option must be, if it may not have that value
    public TrainOptions withPlain(TrainOption<?> option, Object plain) {
        var changed = new LinkedHashMap<>(set);
        changed.put(option, option.read(plain));
        return new TrainOptions(changed);
    }

    public TrainOptions withSeed(long seed) {
        return with(TrainOption.SEED, seed);
    }

    @SuppressWarnings("unchecked") // only values that the option itself read are put in
    private <T> T get(TrainOption<T> option) {
        return (T) set.getOrDefault(option, option.standard());
    }

    /// Every option by its key, with its value in words.
    public SequencedMap<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        TrainOption.all().forEach(option -> words.put(option.key(), String.valueOf(TrainOption.plain(get(option)))));
        return words;
    }

    /// Every option in camelCase with its value as JSON has it.
    @JsonValue
    public SequencedMap<String, Object> plain() {
        var plain = new LinkedHashMap<String, Object>();
        TrainOption.all().forEach(option -> plain.put(option.camelKey(), TrainOption.plain(get(option))));
        return plain;
    }

    /// What [#plain] gave, by this version or an older one: options that it did not know have their defaults, and those
    /// that are not known here are left out.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TrainOptions of(Map<String, Object> plain) {
        TrainOptions options = DEFAULT;
        for (TrainOption<?> option : TrainOption.all()) {
            Object value = plain.get(option.camelKey());
            options = value == null ? options : options.withPlain(option, value);
        }
        return options;
    }

    public String base() {
        return get(TrainOption.BASE);
    }

    public double learningRate() {
        return get(TrainOption.LEARNING_RATE);
    }

    public int epochs() {
        return get(TrainOption.EPOCHS);
    }

    public int batchSize() {
        return get(TrainOption.BATCH_SIZE);
    }

    public int gradientAccumulation() {
        return get(TrainOption.GRADIENT_ACCUMULATION);
    }

    public int maxSeqLength() {
        return get(TrainOption.MAX_SEQ_LENGTH);
    }

    public Optimizer optimizer() {
        return get(TrainOption.OPTIMIZER);
    }

    public Scheduler scheduler() {
        return get(TrainOption.SCHEDULER);
    }

    public double warmupRatio() {
        return get(TrainOption.WARMUP_RATIO);
    }

    public double weightDecay() {
        return get(TrainOption.WEIGHT_DECAY);
    }

    public double maxGradNorm() {
        return get(TrainOption.MAX_GRAD_NORM);
    }

    public double layerDecay() {
        return get(TrainOption.LAYER_DECAY);
    }

    public Freeze freeze() {
        return get(TrainOption.FREEZE);
    }

    public double labelSmoothing() {
        return get(TrainOption.LABEL_SMOOTHING);
    }

    public ClassWeights classWeights() {
        return get(TrainOption.CLASS_WEIGHTS);
    }

    public boolean softLabels() {
        return get(TrainOption.SOFT_LABELS);
    }

    public double temperature() {
        return get(TrainOption.TEMPERATURE);
    }

    public boolean agreementWeights() {
        return get(TrainOption.AGREEMENT_WEIGHTS);
    }

    public double minVoteShare() {
        return get(TrainOption.MIN_VOTE_SHARE);
    }

    public double validationShare() {
        return get(TrainOption.VALIDATION_SHARE);
    }

    public EvalStrategy evalStrategy() {
        return get(TrainOption.EVAL_STRATEGY);
    }

    public int evalSteps() {
        return get(TrainOption.EVAL_STEPS);
    }

    public Metric metric() {
        return get(TrainOption.METRIC);
    }

    public int patience() {
        return get(TrainOption.PATIENCE);
    }

    public double earlyStoppingThreshold() {
        return get(TrainOption.EARLY_STOPPING_THRESHOLD);
    }

    public int loggingSteps() {
        return get(TrainOption.LOGGING_STEPS);
    }

    public int saveSteps() {
        return get(TrainOption.SAVE_STEPS);
    }

    public int saveTotalLimit() {
        return get(TrainOption.SAVE_TOTAL_LIMIT);
    }

    public long seed() {
        return get(TrainOption.SEED);
    }

    public List<Long> seeds() {
        return get(TrainOption.SEEDS);
    }

    public int folds() {
        return get(TrainOption.FOLDS);
    }

    public boolean refit() {
        return get(TrainOption.REFIT);
    }

    public DeviceChoice device() {
        return get(TrainOption.DEVICE);
    }

    public MixedPrecision mixedPrecision() {
        return get(TrainOption.MIXED_PRECISION);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrainOptions options && plain().equals(options.plain());
    }

    @Override
    public int hashCode() {
        return plain().hashCode();
    }

    @Override
    public String toString() {
        return plain().toString();
    }
}
