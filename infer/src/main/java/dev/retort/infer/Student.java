package dev.retort.infer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A fine-tuned classifier, ready to label texts: a student directory with `config.json`, `tokenizer.json` and
/// `onnx/model.onnx`.
///
/// ```java
/// try (Student student = Student.load(Path.of("students/best"))) {
///     Prediction prediction = student.predict(List.of("Sales rose by a fifth.")).get(0);
/// }
/// ```
///
/// May be used by several threads at once, though not by virtual ones, which native calls would hold to their carriers.
/// [#close()] waits for the calls under way.
public final class Student implements AutoCloseable {
    private final Path directory;
    private final List<String> labels;
    private final Tokenizer tokenizer;
    private final OnnxModel model;
    private final int batchTokens;
    private final double temperature;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Student(Path directory, StudentConfig config, Tokenizer tokenizer, OnnxModel model, int batchTokens) {
        this.directory = directory;
        this.labels = config.labels();
        this.tokenizer = tokenizer;
        this.model = model;
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
            OnnxModel model = OnnxModel.open(directory.resolve("onnx").resolve("model.onnx"), OnnxModel.LOGITS,
                    config.labels().size(), options.threads());
            return new Student(directory, config, tokenizer, model, options.batchTokens());
        } catch (RuntimeException | Error failure) {
            tokenizer.close();
            throw failure;
        }
    }

    /// Class names in the order of the logits.
    public List<String> labels() {
        return labels;
    }

    /// Tokens of a text that count, special tokens included; longer texts are cut on the right.
    public int maxTokens() {
        return tokenizer.maxTokens();
    }

    /// Labels texts, with probabilities by the temperature that training found for this student, if it did. Batches of similar length are made inside, so more texts a call are faster, up to some thousands.
    ///
    /// @return in the order of the texts
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public List<Prediction> predict(List<String> texts) {
        float[][] logits = logits(texts);
        var predictions = new ArrayList<Prediction>(logits.length);
        for (float[] scores : logits) {
            predictions.add(prediction(scores));
        }
        return predictions;
    }

    /// Scores texts.
    ///
    /// @return unnormalised scores, shape (texts, labels), rows in the order of the texts
    /// @throws InferenceException if the model fails or scores a text with NaN or infinity
    public float[][] logits(List<String> texts) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("%s: this student is closed".formatted(directory));
            }
            int[][] ids = tokenizer.encode(texts);
            float[][] logits = new float[ids.length][];
            for (int[] batch : Batches.of(ids, batchTokens)) {
                model.run(ids, batch, logits);
            }
            requireFinite(logits);
            return logits;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void requireFinite(float[][] logits) {
        for (int text = 0; text < logits.length; text++) {
            for (float score : logits[text]) {
                if (!Float.isFinite(score)) {
                    throw new InferenceException(
                            "%s: text %d of %d is scored %s; the weights are broken, train the student again"
                                    .formatted(directory, text + 1, logits.length, score));
                }
            }
        }
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

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                try (tokenizer) {
                    model.close();
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
