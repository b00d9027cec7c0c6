package dev.retort.encoder;

import dev.retort.base.BaseModelException;
import dev.retort.base.BertConfig;
import dev.retort.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// BERT with a classifier on its first token (Devlin, Chang, Lee, Toutanova 2018).
///
/// Shapes: B texts of T tokens in all, the longest of S, H hidden, A heads of D = H / A numbers, I intermediate,
/// V vocabulary, K labels. A linear layer keeps its weight as (out, in). Loads any Hugging Face directory of the BERT
/// family, with or without heads.
public final class Bert implements AutoCloseable {
    private static final String WORDS = "bert.embeddings.word_embeddings.weight";

    private final BertConfig config;
    private final int labels;
    private final Weights weights;
    private WordRows words;

    private Bert(BertConfig config, int labels, Weights weights) {
        this.config = config;
        this.labels = labels;
        this.weights = weights;
        this.words = WordRows.all(weights.get(WORDS));
    }

    /// Loads `config.json` and `model.safetensors`. A head that is missing, or a classifier for another number of
    /// labels, starts from N(0, 0.02) with bias 0 by `seed`; [#drawn] says which.
    public static Bert load(Path directory, int labels, long seed) throws IOException {
        return load(BertConfig.read(directory), directory.resolve("model.safetensors"), labels, seed);
    }

    /// Loads weights whose configuration is known.
    public static Bert load(BertConfig config, Path safetensors, int labels, long seed) throws IOException {
        Torch.start();
        var weights = new Weights();
        try (var file = SafetensorsFile.open(safetensors)) {
            var random = CounterRandom.of(seed, 'h', 'e', 'a', 'd');
            for (var tensor : shapes(config, labels).entrySet()) {
                weights.read(file, tensor.getKey(), random, tensor.getValue());
            }
            return new Bert(config, labels, weights);
        } catch (BaseModelException unfit) {
            weights.close();
            throw new BaseModelException("%s: %s".formatted(safetensors, unfit.getMessage()), unfit);
        } catch (IOException | RuntimeException | Error failure) {
            weights.close();
            throw failure;
        }
    }

    private static SequencedMap<String, long[]> shapes(BertConfig config, int labels) {
        int h = config.hiddenSize();
        int i = config.intermediateSize();
        var shapes = new LinkedHashMap<String, long[]>();
        shapes.put(WORDS, new long[]{config.vocabSize(), h});
        shapes.put("bert.embeddings.position_embeddings.weight", new long[]{config.maxPositions(), h});
        shapes.put("bert.embeddings.token_type_embeddings.weight", new long[]{config.typeVocabSize(), h});
        norm(shapes, "bert.embeddings.LayerNorm", h);
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "bert.encoder.layer." + layer;
            linear(shapes, prefix + ".attention.self.query", h, h);
            linear(shapes, prefix + ".attention.self.key", h, h);
            linear(shapes, prefix + ".attention.self.value", h, h);
            linear(shapes, prefix + ".attention.output.dense", h, h);
            norm(shapes, prefix + ".attention.output.LayerNorm", h);
            linear(shapes, prefix + ".intermediate.dense", i, h);
            linear(shapes, prefix + ".output.dense", h, i);
            norm(shapes, prefix + ".output.LayerNorm", h);
        }
        linear(shapes, "bert.pooler.dense", h, h);
        linear(shapes, "classifier", labels, h);
        return shapes;
    }

    private static void linear(SequencedMap<String, long[]> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new long[]{out, in});
        shapes.put(name + ".bias", new long[]{out});
    }

    private static void norm(SequencedMap<String, long[]> shapes, String name, int size) {
        shapes.put(name + ".weight", new long[]{size});
        shapes.put(name + ".bias", new long[]{size});
    }

    /// Unnormalised scores (B, K), in the scope that is open.
    public Tensor forward(Batch batch, Dropout dropout) {
        Tensor x = embed(batch, dropout); // (T, H)
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "bert.encoder.layer." + layer;
            x = layer < config.layers() - 1
                    ? feedForward(prefix, attendAll(prefix + ".attention", x, batch, dropout), dropout) // (T, H)
                    : feedForward(prefix, attendFirst(prefix + ".attention", x, batch, dropout), dropout); // (B, H)
        }
        Tensor pooled = torch.tanh(linear("bert.pooler.dense", x)); // (B, H)
        return linear("classifier", dropout.apply(pooled, config.classifierDropout())); // (B, K)
    }

    private Tensor embed(Batch batch, Dropout dropout) {
        if (batch.length() > config.maxPositions()) {
            throw new IllegalArgumentException("a text must have at most %d tokens, got %d"
                    .formatted(config.maxPositions(), batch.length()));
        }
        Tensor token = torch.embedding(words.trained(), words.rows(batch.ids())); // (T, H)
        Tensor position = torch.embedding(weights.get("bert.embeddings.position_embeddings.weight"),
                batch.positions()); // (T, H)
        Tensor type = weights.get("bert.embeddings.token_type_embeddings.weight").select(0, 0); // (H)
        Tensor sum = token.add(type).add(position); // (T, H)
        return dropout.apply(norm("bert.embeddings.LayerNorm", sum), config.hiddenDropout());
    }

    /// Every token asks.
    private Tensor attendAll(String name, Tensor x, Batch batch, Dropout dropout) {
        Tensor query = heads(batch.laidOut(linear(name + ".self.query", x))); // (B, A, S, D)
        Tensor mixed = mixed(name, query, x, batch, dropout); // (B, S, H)
        return joined(name, batch.packed(mixed), x, dropout); // (T, H)
    }

    /// The first token of each text asks: after the last layer only that is read.
    private Tensor attendFirst(String name, Tensor x, Batch batch, Dropout dropout) {
        Tensor firsts = x.index_select(0, batch.firsts()); // (B, H)
        Tensor query = heads(linear(name + ".self.query", firsts).unsqueeze(1)); // (B, A, 1, D)
        Tensor mixed = mixed(name, query, x, batch, dropout); // (B, 1, H)
        return joined(name, mixed.squeeze(1), firsts, dropout); // (B, H)
    }

    /// softmax(Q K^T / sqrt(D)) V over all heads, for the Q tokens of each text that ask.
    ///
    /// @param query (B, A, Q, D)
    private Tensor mixed(String name, Tensor query, Tensor x, Batch batch, Dropout dropout) {
        Tensor key = heads(batch.laidOut(linear(name + ".self.key", x))); // (B, A, S, D)
        Tensor value = heads(batch.laidOut(linear(name + ".self.value", x))); // (B, A, S, D)
        double scale = 1 / Math.sqrt(config.hiddenSize() / (double) config.heads());
        Tensor scores = query.mul(new Scalar(scale)).matmul(key.transpose(2, 3)); // (B, A, Q, S)
        Tensor visible = batch.rectangle().map(places -> scores.add(places.mask())).orElse(scores); // (B, A, Q, S)
        Tensor shares = dropout.apply(torch.softmax(visible, 3), config.attentionDropout()); // (B, A, Q, S)
        return shares.matmul(value).transpose(1, 2) // (B, Q, A, D)
                .reshape(batch.texts(), query.size(2), config.hiddenSize()); // (B, Q, H)
    }

    /// What attention gave, projected, added to the tokens that asked, normalised.
    private Tensor joined(String name, Tensor mixed, Tensor asking, Dropout dropout) {
        Tensor out = dropout.apply(linear(name + ".output.dense", mixed), config.hiddenDropout());
        return norm(name + ".output.LayerNorm", out.add(asking));
    }

    private Tensor feedForward(String name, Tensor x, Dropout dropout) {
        Tensor wide = torch.gelu(linear(name + ".intermediate.dense", x)); // (T, I), exact erf form
        Tensor out = dropout.apply(linear(name + ".output.dense", wide), config.hiddenDropout()); // (T, H)
        return norm(name + ".output.LayerNorm", out.add(x));
    }

    /// (B, S, H) seen as (B, A, S, D).
    private Tensor heads(Tensor x) {
        int heads = config.heads();
        return x.view(x.size(0), x.size(1), heads, config.hiddenSize() / heads).transpose(1, 2);
    }

    private Tensor linear(String name, Tensor x) {
        return torch.linear(x, weights.get(name + ".weight"), new TensorOptional(weights.get(name + ".bias")));
    }

    private Tensor norm(String name, Tensor x) {
        return torch.layer_norm(x, new long[]{config.hiddenSize()}, new TensorOptional(weights.get(name + ".weight")),
                new TensorOptional(weights.get(name + ".bias")), config.layerNormEps(), false);
    }

    /// Scores of each text without gradient or dropout, as one batch.
    ///
    /// @return K numbers per text
    public List<float[]> score(List<int[]> tokenIds) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            float[] all = Batch.values(forward(Batch.of(tokenIds), Dropout.OFF));
            var rows = new ArrayList<float[]>();
            for (int text = 0; text < tokenIds.size(); text++) {
                rows.add(Arrays.copyOfRange(all, text * labels, (text + 1) * labels));
            }
            return rows;
        }
    }

    /// From here on only these rows of the word table are trained; other ids may not be passed.
    ///
    /// A row whose id never occurs has no gradient, so without weight decay it never moves: leaving it out of the
    /// optimizer changes nothing but the time, and a word table is a third to half of a small model.
    public void trainWords(Iterable<int[]> tokenIds) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            words = words.narrow(tokenIds);
            weights.put(WORDS, words.trained());
        }
    }

    public WordRows words() {
        return words;
    }

    /// What an optimizer moves, by Hugging Face name; the word table in its trained rows.
    public SequencedMap<String, Tensor> trained() {
        return weights.all();
    }

    /// One of [#trained].
    public Tensor trained(String name) {
        return weights.get(name);
    }

    /// Names of tensors that were drawn because the loaded file lacked them.
    public SequencedSet<String> drawn() {
        return weights.drawn();
    }

    public BertConfig config() {
        return config;
    }

    public int labels() {
        return labels;
    }

    /// Writes all weights, the whole word table included, under their Hugging Face names.
    public void save(Path safetensors) throws IOException {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            var tensors = new LinkedHashMap<>(weights.all());
            tensors.put(WORDS, words.whole());
            Weights.write(safetensors, tensors);
        }
    }

    @Override
    public void close() {
        words.close();
        weights.close();
    }
}
