package dev.retort.infer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/// A fine-tuned classifier, ready to label texts: a student directory with `config.json`, `tokenizer.json` and
/// `onnx/model.onnx`. If it has `onnx/model_int8.onnx` too, that is taken where the CPU is fast at it and `retort.json`
/// says that it is as good: see [#precision()].
///
/// ```java
/// try (Student student = Student.load(Path.of("students/best"))) {
///     Prediction prediction = student.predict(List.of("Sales rose by a fifth.")).get(0);
/// }
/// ```
///
/// A student that gives each text any number of labels answers with [#predictLabelSets], one that gives it a number with
/// [#predictValues]; [#problemType()] tells which it is.
///
/// May be used by several threads at once, though not by virtual ones, which native calls would hold to their carriers.
/// [#close()] waits for the calls under way.
public final class Student implements AutoCloseable {
    /// Texts that are sorted by length together; those after them are tokenized meanwhile.
    private static final int WINDOW = 2048;
    /// The first of them, for which everything else waits.
    private static final int FIRST = 256;

    private final Path directory;
    private final List<String> labels;
    private final ProblemType problemType;
    private final List<Double> thresholds;
    private final Tokenizer tokenizer;
    private final Choice choice;
    private final Lanes lanes;
    private final OptionalInt embeddingSize;
    private final int batchTokens;
    private final double temperature;
    private final ExecutorService tokenizing = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "retort-tokenizer");
        thread.setDaemon(true);
        return thread;
    });
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Student(Path directory, StudentConfig config, Tokenizer tokenizer, Choice choice, Lanes lanes,
            int batchTokens) {
        this.directory = directory;
        this.labels = config.labels();
        this.problemType = config.problemType();
        this.thresholds = config.thresholds();
        this.tokenizer = tokenizer;
        this.choice = choice;
        this.lanes = lanes;
        this.embeddingSize = lanes.embeddingSize();
        this.batchTokens = batchTokens;
        this.temperature = config.temperature();
    }

    /// Loads a student with [StudentOptions#defaults()].
    public static Student load(Path directory) {
        return load(directory, StudentOptions.defaults());
    }

    /// @throws InferenceException if the directory is not a student's; the message says what it lacks
    public static Student load(Path directory, StudentOptions options) {
        StudentConfig config = StudentConfig.read(directory);
        Tokenizer tokenizer = Tokenizer.open(directory, config.maxTokens());
        try {
            Choice choice = Choice.of(directory, options.precision(), Cpu.here());
            var lanes = new Lanes(options.threads(), threads -> OnnxModel.open(choice.file(), OnnxModel.LOGITS,
                    config.labels().size(), threads));
            return new Student(directory, config, tokenizer, choice, lanes, options.batchTokens());
        } catch (RuntimeException | Error failure) {
            tokenizer.close();
            throw failure;
        }
    }

    /// Class names in the order of the logits.
    public List<String> labels() {
        return labels;
    }

    /// What it says about a text, and so which method to ask.
    public ProblemType problemType() {
        return problemType;
    }

    /// In which numbers it computes: [Precision#FLOAT32] or [Precision#INT8].
    public Precision precision() {
        return choice.precision();
    }

    /// Why it computes in these numbers, in a few words, such as "the CPU has VNNI".
    public String precisionReason() {
        return choice.why();
    }

    /// The probabilities from which on labels count in [#predictLabelSets], in the order of [#labels()]: those that
    /// training chose, else 0.5. Empty for other students.
    public List<Double> thresholds() {
        return thresholds;
    }

    /// Tokens of a text that count, special tokens included; longer texts are cut on the right.
    public int maxTokens() {
        return tokenizer.maxTokens();
    }

    /// Gives each text one label, with probabilities by the temperature that training found for this student, if it did.
    /// Batches of similar length are made inside, so more texts a call are faster, up to some thousands.
    ///
    /// @return in the order of the texts
    /// @throws IllegalStateException if this student gives sets of labels or numbers
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public List<Prediction> predict(List<String> texts) {
        require(ProblemType.SINGLE_LABEL);
        float[][] logits = logits(texts);
        var predictions = new ArrayList<Prediction>(logits.length);
        for (float[] scores : logits) {
            predictions.add(prediction(scores));
        }
        return predictions;
    }

    /// Gives each text any number of labels: those whose probability, the sigmoid of their score, is at least their
    /// [threshold][#thresholds()].
    ///
    /// @return in the order of the texts
    /// @throws IllegalStateException if this student gives one label or numbers
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public List<LabelSetPrediction> predictLabelSets(List<String> texts) {
        require(ProblemType.MULTI_LABEL);
        var predictions = new ArrayList<LabelSetPrediction>();
        for (float[] scores : logits(texts)) {
            predictions.add(labelSet(scores));
        }
        return predictions;
    }

    /// Gives each text a number, on the scale of the numbers it was trained on.
    ///
    /// @return in the order of the texts
    /// @throws IllegalStateException if this student gives labels
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public double[] predictValues(List<String> texts) {
        require(ProblemType.REGRESSION);
        float[][] logits = logits(texts);
        double[] values = new double[logits.length];
        for (int text = 0; text < values.length; text++) {
            values[text] = logits[text][0];
        }
        return values;
    }

    private void require(ProblemType asked) {
        if (problemType != asked) {
            throw new IllegalStateException("%s: this student is for %s, call %s instead of %s".formatted(directory,
                    problemType.word(), problemType.method(), asked.method()));
        }
    }

    /// Scores texts.
    ///
    /// @return unnormalised scores, shape (texts, labels), rows in the order of the texts
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public float[][] logits(List<String> texts) {
        return whileOpen(() -> score(texts, false)).logits();
    }

    /// Scores texts and gives their embeddings too.
    ///
    /// @throws IllegalStateException if this student gives none: see [#embeddingSize()]
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public Scores scores(List<String> texts) {
        requireEmbeddings();
        return whileOpen(() -> score(texts, true));
    }

    /// Scores texts that the caller has encoded by this student's `tokenizer.json`.
    ///
    /// @param ids token ids of each text, special tokens included, from 1 to [#maxTokens()] a text
    /// @return unnormalised scores, shape (texts, labels), rows in the order of the texts
    /// @throws IllegalArgumentException if a text has no token or more than there is room for
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public float[][] logits(int[][] ids) {
        requireRoom(ids);
        return whileOpen(() -> finite(score(ids, false))).logits();
    }

    /// As [#logits(int[][])], with the embeddings of the texts, from the same run.
    ///
    /// @param ids token ids of each text, special tokens included, from 1 to [#maxTokens()] a text
    /// @throws IllegalArgumentException if a text has no token or more than there is room for
    /// @throws IllegalStateException if this student gives no embeddings: see [#embeddingSize()]
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public Scores scores(int[][] ids) {
        requireRoom(ids);
        requireEmbeddings();
        return whileOpen(() -> finite(score(ids, true)));
    }

    /// Numbers of an embedding: what the encoder makes of a text and the classification head reads. Empty if the ONNX
    /// file has no output `embedding`, as those of older versions.
    public OptionalInt embeddingSize() {
        return embeddingSize;
    }

    private void requireRoom(int[][] ids) {
        for (int[] text : ids) {
            if (text.length < 1 || text.length > maxTokens()) {
                throw new IllegalArgumentException("a text must have from 1 to %d tokens, got %d".formatted(maxTokens(),
                        text.length));
            }
        }
    }

    private void requireEmbeddings() {
        if (embeddingSize.isEmpty()) {
            throw new IllegalStateException(
                    "%s: its ONNX file has no output '%s'; only students that a newer Retort exported give embeddings"
                            .formatted(directory, OnnxModel.EMBEDDING));
        }
    }

    private Scores whileOpen(Supplier<Scores> scoring) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("%s: this student is closed".formatted(directory));
            }
            return scoring.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private Scores score(List<String> texts, boolean embeddings) {
        float[][] logits = new float[texts.size()][];
        float[][] vectors = new float[embeddings ? texts.size() : 0][];
        int[][] ids = tokenizer.encode(window(texts, 0, FIRST));
        int from = 0;
        while (from < logits.length) {
            int to = from + ids.length;
            List<String> after = window(texts, to, WINDOW);
            CompletableFuture<int[][]> next = after.isEmpty()
                    ? CompletableFuture.completedFuture(new int[0][])
                    : CompletableFuture.supplyAsync(() -> tokenizer.encode(after), tokenizing);
            Scores rows;
            try {
                rows = score(ids, embeddings);
            } finally {
                ids = next.join(); // before anybody can close the tokenizer
            }
            System.arraycopy(rows.logits(), 0, logits, from, rows.logits().length);
            if (embeddings) {
                System.arraycopy(rows.embeddings(), 0, vectors, from, rows.embeddings().length);
            }
            from = to;
        }
        return finite(new Scores(logits, vectors));
    }

    /// Asks for embeddings only where they are wanted.
    private Scores score(int[][] ids, boolean embeddings) {
        float[][] logits = new float[ids.length][];
        float[][] vectors = new float[embeddings ? ids.length : 0][];
        lanes.run(ids, Batches.of(ids, batchTokens), embeddings
                ? Map.of(OnnxModel.LOGITS, logits, OnnxModel.EMBEDDING, vectors)
                : Map.of(OnnxModel.LOGITS, logits));
        return new Scores(logits, vectors);
    }

    /// What scores are divided by before softmax, above 0; 1 leaves them as they are.
    public double temperature() {
        return temperature;
    }

    private static List<String> window(List<String> texts, int from, int most) {
        return texts.subList(Math.min(from, texts.size()), Math.min(from + most, texts.size()));
    }

    private Scores finite(Scores scores) {
        float[][] logits = scores.logits();
        for (int text = 0; text < logits.length; text++) {
            for (float score : logits[text]) {
                if (!Float.isFinite(score)) {
                    throw new InferenceException(
                            "%s: text %d of %d is scored %s; the weights are broken, train the student again"
                                    .formatted(directory, text + 1, logits.length, score));
                }
            }
        }
        return scores;
    }

    private Prediction prediction(float[] scores) {
        double[] probabilities = Softmax.of(scores, temperature);
        var all = new ArrayList<Double>(probabilities.length);
        int best = 0;
        for (int label = 0; label < probabilities.length; label++) {
            all.add(probabilities[label]);
            if (scores[label] > scores[best]) {
                best = label;
            }
        }
        return new Prediction(labels.get(best), probabilities[best], all);
    }

    private LabelSetPrediction labelSet(float[] scores) {
        var present = new ArrayList<String>();
        var probabilities = new ArrayList<Double>(scores.length);
        for (int label = 0; label < scores.length; label++) {
            double probability = 1 / (1 + Math.exp(-scores[label]));
            probabilities.add(probability);
            if (probability >= thresholds.get(label)) {
                present.add(labels.get(label));
            }
        }
        return new LabelSetPrediction(present, probabilities);
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                tokenizing.shutdown();
                try (tokenizer) {
                    lanes.close();
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
