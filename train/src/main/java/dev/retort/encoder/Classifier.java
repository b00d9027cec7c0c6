package dev.retort.encoder;

import dev.retort.base.BaseModelException;
import dev.retort.base.Checkpoint;
import dev.retort.base.EncoderConfig;
import dev.retort.encoder.TensorList.Entry;
import dev.retort.student.MixedPrecision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// An encoder with a head that scores labels, its weights in memory. Loads any Hugging Face directory of a known
/// family, with or without a head.
public final class Classifier implements AutoCloseable {
    private final EncoderConfig config;
    private final Family family;
    private final int outputs;
    private final Map<String, Entry> entries;
    private final Weights weights;
    private WordRows words;
    private int frozen;
    private MixedPrecision precision = MixedPrecision.NONE;

    private Classifier(EncoderConfig config, int outputs, Weights weights) {
        this(config, outputs, weights, WordRows.all(weights.get(Family.of(config).words())));
    }

    private Classifier(EncoderConfig config, int outputs, Weights weights, WordRows words) {
        this.config = config;
        this.family = Family.of(config);
        this.outputs = outputs;
        this.entries = family.tensors(outputs).entries().stream()
                .collect(Collectors.toMap(Entry::name, Function.identity()));
        this.weights = weights;
        this.words = words;
    }

    /// The same weights in the same memory, with gradients of their own: for a thread that learns part of a batch. To be
    /// made after [#trainWords] and closed before this.
    public Classifier replica() {
        Weights shared = weights.replica();
        var replica = new Classifier(config, outputs, shared, words.through(shared.get(family.words())));
        replica.precision = precision;
        return replica;
    }

    /// Loads `config.json` and `model.safetensors`, or its shards. A head that is missing, or one for another number of
    /// outputs, starts from N(0, 0.02) with bias 0 by `seed`; [#drawn] says which.
    ///
    /// @param outputs one per label
    public static Classifier load(Path directory, int outputs, long seed) throws IOException {
        return load(EncoderConfig.read(directory), directory, outputs, seed);
    }

    /// Loads weights whose configuration is known, onto the processor.
    public static Classifier load(EncoderConfig config, Path checkpoint, int outputs, long seed) throws IOException {
        return load(config, checkpoint, outputs, seed, Device.CPU);
    }

    /// Loads weights whose configuration is known.
    ///
    /// @param checkpoint a model directory, or a file that holds all weights
    /// @param device that the model shall lie on and be computed by
    public static Classifier load(EncoderConfig config, Path checkpoint, int outputs, long seed, Device device)
            throws IOException {
        Torch.start();
        Family family = Family.of(config);
        var weights = new Weights(family.prefix(), device);
        try (var stored = Checkpoint.open(checkpoint)) {
            var random = CounterRandom.of(seed, 'h', 'e', 'a', 'd');
            for (Entry entry : family.tensors(outputs).entries()) {
                weights.read(stored, entry, random);
            }
            return new Classifier(config, outputs, weights);
        } catch (IOException | RuntimeException | Error failure) {
            weights.close();
            throw failure;
        }
    }

    /// That the weights of a model directory are those that its `config.json` asks for; reads no values.
    ///
    /// @throws BaseModelException naming the first tensor that is missing or has another shape
    public static void requireWeights(Path directory) throws IOException {
        Family family = Family.of(EncoderConfig.read(directory));
        try (var stored = Checkpoint.open(directory); var weights = new Weights(family.prefix(), Device.CPU)) {
            for (Entry entry : family.tensors(1).entries()) {
                weights.usable(stored, entry);
            }
        }
    }

    /// @param rows token ids of each text, special tokens included
    /// @throws IllegalArgumentException if a text has more tokens than the encoder has positions
    public Batch batch(List<int[]> rows) {
        for (int[] row : rows) {
            if (row.length > config.maxTokens()) {
                throw new IllegalArgumentException(
                        "a text must have at most %d tokens, got %d".formatted(config.maxTokens(), row.length));
            }
        }
        return Batch.of(rows, family::positions, device());
    }

    public Device device() {
        return weights.device();
    }

    /// In what numbers [#forward] computes matrix products from here on; [#score] stays in 32 bits. Replicas made later
    /// do likewise.
    public void learnIn(MixedPrecision precision) {
        this.precision = precision;
    }

    /// Unnormalised scores (B, K) in 32 bits, in the scope that is open.
    public Tensor forward(Batch batch, Dropout dropout) {
        return switch (precision) {
            case NONE -> pass(batch, dropout);
            case BF16 -> {
                try (var _ = new Autocast(device())) {
                    yield Layers.inFull(pass(batch, dropout));
                }
            }
        };
    }

    private Tensor pass(Batch batch, Dropout dropout) {
        var layers = new Layers(weights, words);
        return family.classify(layers, family.embed(layers, batch, dropout), dropout);
    }

    /// Scores of each text without gradient or dropout, as one batch, in 32 bits.
    ///
    /// @return K numbers per text
    public List<float[]> score(List<int[]> tokenIds) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            return rows(pass(batch(tokenIds), Dropout.OFF), tokenIds.size());
        }
    }

    /// What the head reads of each text, without gradient or dropout, as one batch, in 32 bits.
    ///
    /// @return as many numbers per text as the encoder's hidden size
    public List<float[]> embed(List<int[]> tokenIds) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            return rows(family.embed(new Layers(weights, words), batch(tokenIds), Dropout.OFF), tokenIds.size());
        }
    }

    private static List<float[]> rows(Tensor matrix, int texts) {
        float[] all = Batch.values(matrix);
        int width = all.length / texts;
        var rows = new ArrayList<float[]>();
        for (int text = 0; text < texts; text++) {
            rows.add(Arrays.copyOfRange(all, text * width, (text + 1) * width));
        }
        return rows;
    }

    /// From here on only these rows of the word table are trained; other ids may not be passed.
    ///
    /// A row whose id never occurs has no gradient, so without weight decay it never moves: leaving it out of the
    /// optimizer changes nothing but the time, and a word table is a third to half of a small model.
    public void trainWords(Iterable<int[]> tokenIds) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            words = words.narrow(tokenIds);
            weights.put(family.words(), words.trained());
            freeze(frozen);
        }
    }

    public WordRows words() {
        return words;
    }

    /// From here on the lowest `depths` of this model do not move: no gradient is asked of them, so the backward pass
    /// ends above them.
    ///
    /// @param depths 0 for none, 1 for the embeddings, 2 for the first layer too; at most [#depth], which leaves the head
    public void freeze(int depths) {
        if (depths < 0 || depths > depth()) {
            throw new IllegalArgumentException("freeze must leave the head: at most %d layers, got %d"
                    .formatted(depth() - 1, depths - 1));
        }
        frozen = depths;
        weights.all().forEach((name, tensor) -> tensor.set_requires_grad(depth(name) >= depths));
    }

    /// What an optimizer moves, by Hugging Face name, without what is frozen; the word table in its trained rows.
    public SequencedMap<String, Tensor> trained() {
        var trained = new LinkedHashMap<>(weights.all());
        trained.keySet().removeIf(name -> depth(name) < frozen);
        return trained;
    }

    /// The word table of which only some rows are trained, if weight decay is to reach the others.
    public Optional<Tensor> idleWords() {
        return frozen > depth(family.words()) ? Optional.empty() : words.idle();
    }

    /// One of [#trained].
    public Tensor trained(String name) {
        return weights.get(name);
    }

    /// Whether weight decay pulls at a tensor: not at biases and norms.
    public boolean decays(String name) {
        return entry(name).decays();
    }

    /// How far up a tensor lies: 0 for embeddings, 1 for the first layer, [#depth] for the head.
    public int depth(String name) {
        return entry(name).depth();
    }

    /// The depth of the head: one more than the encoder has layers.
    public int depth() {
        return entries.values().stream().mapToInt(Entry::depth).max().orElseThrow();
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("no tensor '%s'".formatted(name));
        }
        return entry;
    }

    /// Names of tensors that were drawn because the loaded file lacked them.
    public SequencedSet<String> drawn() {
        return weights.drawn();
    }

    public EncoderConfig config() {
        return config;
    }

    public int outputs() {
        return outputs;
    }

    /// Writes all weights, the whole word table included, under their Hugging Face names.
    public void save(Path safetensors) throws IOException {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            var tensors = new LinkedHashMap<>(weights.all());
            tensors.put(family.words(), words.whole());
            Weights.write(safetensors, tensors);
        }
    }

    @Override
    public void close() {
        words.close();
        weights.close();
    }
}
