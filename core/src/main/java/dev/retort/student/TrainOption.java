package dev.retort.student;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One setting of [TrainOptions]: its key, what it may be, and its default. The only place where that is said; the
/// reader of `retort.yaml`, `retort.json`, the report and the fingerprint go through [#all].
///
/// The defaults are AutoTrain's, but for: batch size 16 instead of 8 (twice as fast on a CPU at the same quality),
/// sequences up to 256 tokens instead of 128 (no batch is padded beyond its longest text, so room costs nothing), and an
/// early-stopping threshold of 0 instead of 0.01 (every better epoch counts).
public final class TrainOption<T> {
    /// The form in which a value is written.
    public enum Form {
        WHOLE, DECIMAL, FLAG, WORD,
        /// One of a kind: the reader knows it by its key.
        OTHER
    }

    /// Turns a value as YAML or JSON has it (text, number, truth value, list, mapping) into the option's own type.
    private interface Reader<T> {
        Optional<T> read(Object plain);
    }

    private static final List<TrainOption<?>> ALL = new ArrayList<>();

    /// An embedded base model or the path of a local Hugging Face directory of a known family.
    public static final TrainOption<String> BASE = new TrainOption<>("base", Form.OTHER, "bge-small-en-v1.5",
            "a model's name",
            plain -> Optional.of(plain.toString()).filter(name -> !name.isBlank()));
    /// Peak rate of the optimizer.
    public static final TrainOption<Double> LEARNING_RATE = share("learning-rate", 5e-5, 0, 1, false);
    /// Passes over the training set.
    public static final TrainOption<Integer> EPOCHS = whole("epochs", 3, 1, 1000);
    /// Texts that go through the model at once.
    public static final TrainOption<Integer> BATCH_SIZE = whole("batch-size", 16, 1, 4096);
    /// Batches per step: a step learns `batch-size` times this many texts as if they were one batch.
    public static final TrainOption<Integer> GRADIENT_ACCUMULATION = whole("gradient-accumulation", 1, 1, 4096);
    /// Tokens per text, special tokens included; longer texts are cut on the right.
    public static final TrainOption<Integer> MAX_SEQ_LENGTH = whole("max-seq-length", 256, 8, 8192);
    public static final TrainOption<Optimizer> OPTIMIZER = word("optimizer", Optimizer.ADAMW, Optimizer.values());
    public static final TrainOption<Scheduler> SCHEDULER = word("scheduler", Scheduler.LINEAR, Scheduler.values());
    /// Share of all steps, rounded up, in which the rate rises linearly from 0.
    public static final TrainOption<Double> WARMUP_RATIO = share("warmup-ratio", 0.1, 0, 1, true);
    /// Decay of weights other than biases and norms.
    public static final TrainOption<Double> WEIGHT_DECAY = share("weight-decay", 0.0, 0, 1, true);
    /// Gradients are scaled down to at most this norm.
    public static final TrainOption<Double> MAX_GRAD_NORM = share("max-grad-norm", 1.0, 0, 1e9, false);
    /// Factor of the rate from one layer to the one below it.
    public static final TrainOption<Double> LAYER_DECAY = share("layer-decay", 1.0, 0, 1, false);
    /// Lower layers that do not move.
    public static final TrainOption<Freeze> FREEZE = new TrainOption<>("freeze", Form.OTHER, Freeze.NOTHING,
            "none, embeddings or a number of layers from 1", Freeze::read);
    /// Share of each target that is spread evenly over all labels.
    public static final TrainOption<Double> LABEL_SMOOTHING = share("label-smoothing", 0.0, 0, 0.99, true);
    /// How much each label counts in the loss.
    public static final TrainOption<ClassWeights> CLASS_WEIGHTS = new TrainOption<>("class-weights", Form.OTHER,
            ClassWeights.NONE, "none, balanced or a number above 0 for each label", ClassWeights::read);
    /// Whether to learn the share of the votes that each label got, instead of the majority's label alone.
    public static final TrainOption<Boolean> SOFT_LABELS = flag("soft-labels");
    /// Soft labels are raised to the power of 1 / temperature: above 1 softens, below 1 sharpens them.
    public static final TrainOption<Double> TEMPERATURE = share("temperature", 1.0, 0, 100, false);
    /// Whether a text counts in the loss by the share of the votes that its label got.
    public static final TrainOption<Boolean> AGREEMENT_WEIGHTS = flag("agreement-weights");
    /// The least share of the readable votes that a text's label must have; texts with less are left out.
    public static final TrainOption<Double> MIN_VOTE_SHARE = share("min-vote-share", 0.0, 0, 1, true);
    /// Share of the annotated texts held out, stratified, to choose the epoch.
    public static final TrainOption<Double> VALIDATION_SHARE = share("validation-share", 0.1, 0, 0.5, false);
    public static final TrainOption<EvalStrategy> EVAL_STRATEGY = word("eval-strategy", EvalStrategy.EPOCH,
            EvalStrategy.values());
    /// Steps from one evaluation to the next, where the strategy is `steps`.
    public static final TrainOption<Integer> EVAL_STEPS = whole("eval-steps", 50, 1, 1_000_000);
    public static final TrainOption<Metric> METRIC = word("metric", Metric.MACRO_F1, Metric.values());
    /// Evaluations without a better metric after which training stops early.
    public static final TrainOption<Integer> PATIENCE = whole("patience", 5, 1, 1_000_000);
    /// By more than this the metric must be better for patience to begin anew.
    public static final TrainOption<Double> EARLY_STOPPING_THRESHOLD = share("early-stopping-threshold", 0.0, 0, 1e9,
            true);
    /// Steps from one line about the mean loss to the next; 0 for none.
    public static final TrainOption<Integer> LOGGING_STEPS = whole("logging-steps", 0, 0, 1_000_000);
    /// Steps from one checkpoint to the next, beside those of evaluations; 0 for those alone.
    public static final TrainOption<Integer> SAVE_STEPS = whole("save-steps", 0, 0, 1_000_000);
    /// Checkpoints that are kept while training, the weights of the best evaluation not counted.
    public static final TrainOption<Integer> SAVE_TOTAL_LIMIT = whole("save-total-limit", 1, 1, 1000);
    /// Decides the validation split, the order of batches, dropout and the new head's weights.
    public static final TrainOption<Long> SEED = new TrainOption<>("seed", Form.WHOLE, 42L, "a whole number",
            TrainOption::wholeNumber);
    /// Seeds of several trainings, of which the best is taken; none for one training by [#SEED].
    public static final TrainOption<List<Long>> SEEDS = new TrainOption<>("seeds", Form.OTHER, List.of(),
            "a list of up to 100 different whole numbers", TrainOption::seeds);
    /// Parts for cross-validation; 0 for none.
    public static final TrainOption<Integer> FOLDS = new TrainOption<>("folds", Form.WHOLE, 0,
            "0 for none, or from 2 to 100", plain -> wholeNumber(plain)
                    .filter(folds -> folds == 0 || (folds >= 2 && folds <= 100)).map(Long::intValue));
    /// Whether to train once more, on the held-out texts too, for as long as was found best.
    public static final TrainOption<Boolean> REFIT = flag("refit");
    /// What the student is trained on; where it is trained is no part of what it is.
    public static final TrainOption<DeviceChoice> DEVICE = word("device", DeviceChoice.AUTO, DeviceChoice.values());
    /// In what numbers matrix products are computed while learning.
    public static final TrainOption<MixedPrecision> MIXED_PRECISION = word("mixed-precision", MixedPrecision.NONE,
            MixedPrecision.values());

    private final String key;
    private final Form form;
    private final T standard;
    private final String rule;
    private final Reader<T> reader;

    private TrainOption(String key, Form form, T standard, String rule, Reader<T> reader) {
        this.key = key;
        this.form = form;
        this.standard = standard;
        this.rule = rule;
        this.reader = reader;
        ALL.add(this);
    }

    private static TrainOption<Integer> whole(String key, int standard, int least, int most) {
        return new TrainOption<>(key, Form.WHOLE, standard, "from %d to %d".formatted(least, most),
                plain -> wholeNumber(plain).filter(value -> value >= least && value <= most).map(Long::intValue));
    }

    /// @param closed whether `least` itself is allowed
    private static TrainOption<Double> share(String key, double standard, double least, double most,
            boolean closed) {
        String from = (closed ? "from %s" : "above %s").formatted(words(least));
        String to = most >= 1e9 ? "" : (closed ? " to %s" : ", at most %s").formatted(words(most));
        return new TrainOption<>(key, Form.DECIMAL, standard, from + to,
                plain -> plain instanceof Number number
                        ? Optional.of(number.doubleValue())
                                .filter(value -> (closed ? value >= least : value > least) && value <= most)
                        : Optional.empty());
    }

    private static String words(double bound) {
        return bound == Math.rint(bound) ? String.valueOf(Math.round(bound)) : String.valueOf(bound);
    }

    private static TrainOption<Boolean> flag(String key) {
        return new TrainOption<>(key, Form.FLAG, false, "true or false",
                plain -> plain instanceof Boolean flag ? Optional.of(flag) : Optional.empty());
    }

    private static <E extends Enum<E>> TrainOption<E> word(String key, E standard, E[] known) {
        String words = Stream.of(known).map(TrainOption::word).collect(Collectors.joining(", "));
        return new TrainOption<>(key, Form.WORD, standard, "one of " + words,
                plain -> Stream.of(known).filter(value -> word(value).equals(plain)).findFirst());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Long> wholeNumber(Object plain) {
        return plain instanceof Integer || plain instanceof Long
                ? Optional.of(((Number) plain).longValue())
                : Optional.empty();
    }

    private static Optional<List<Long>> seeds(Object plain) {
        if (!(plain instanceof List<?> list) || list.size() > 100) {
            return Optional.empty();
        }
        List<Long> seeds = list.stream().map(TrainOption::wholeNumber).flatMap(Optional::stream).distinct().toList();
        return seeds.size() == list.size() ? Optional.of(seeds) : Optional.empty();
    }

    /// Every option, in the order in which they are told.
    public static List<TrainOption<?>> all() {
        return List.copyOf(ALL);
    }

    /// As `retort.yaml` writes it, in kebab-case.
    public String key() {
        return key;
    }

    /// As `retort.json` writes it, in camelCase.
    public String camelKey() {
        var camel = new StringBuilder();
        for (String word : key.split("-", -1)) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }

    public Form form() {
        return form;
    }

    public T standard() {
        return standard;
    }

    /// The words it may be, where its form is [Form#WORD].
    public List<String> words() {
        return standard instanceof Enum<?> word
                ? Stream.of(word.getDeclaringClass().getEnumConstants()).map(TrainOption::word).toList()
                : List.of();
    }

    /// Whether another value gives other weights. The base counts by what its files hold, not by its name. Devices add
    /// up in other orders, as other numbers of cores do, but a student of one must be taken up where there is only the
    /// other.
    public boolean decidesWeights() {
        return !this.equals(BASE) && !this.equals(LOGGING_STEPS) && !this.equals(SAVE_STEPS)
                && !this.equals(SAVE_TOTAL_LIMIT) && !this.equals(DEVICE);
    }

    /// What a value must be, to follow `must be`.
    public String rule() {
        return rule;
    }

    /// @param plain text, number, truth value, list or mapping
    /// @throws IllegalArgumentException if the option cannot be that
    T read(Object plain) {
        return reader.read(plain).orElseThrow(
                () -> new IllegalArgumentException("%s must be %s, got %s".formatted(key, rule, plain)));
    }

    /// The value as [#read] takes it.
    static Object plain(Object value) {
        return switch (value) {
            case Enum<?> word -> word(word);
            case Freeze freeze -> freeze.plain();
            case ClassWeights weights -> weights.plain();
            default -> value;
        };
    }

    @Override
    public String toString() {
        return key;
    }
}
