package dev.retort.encoder;

import dev.retort.base.DebertaV2Config;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// DeBERTa, versions 2 and 3 (He, Liu, Gao, Chen 2021; He, Gao, Chen 2021): BERT's layers, but where a token stands is
/// known to attention alone, by its distance from the token that asks.
///
/// The paper multiplies the embeddings by the mask; no token here is masked.
final class DebertaV2 implements Family {
    private static final String EMBEDDINGS = "deberta.embeddings.";
    private static final String RELATIVE = "deberta.encoder.rel_embeddings";
    private static final String RELATIVE_NORM = "deberta.encoder.LayerNorm";

    private final DebertaV2Config config;
    private final PostNormLayer.Sizes sizes;
    private final List<PostNormLayer> layers;

    DebertaV2(DebertaV2Config config) {
        this.config = config;
        this.sizes = new PostNormLayer.Sizes(config.hiddenSize(), config.heads(), config.intermediateSize(),
                config.layerNormEps(), config.hiddenDropout(), config.attentionDropout());
        this.layers = IntStream.range(0, config.layers())
                .mapToObj(layer -> named("deberta.encoder.layer." + layer)).toList();
    }

    private static PostNormLayer named(String prefix) {
        return new PostNormLayer(prefix + ".attention.self.query_proj", prefix + ".attention.self.key_proj",
                prefix + ".attention.self.value_proj", prefix + ".attention.output.dense",
                prefix + ".attention.output.LayerNorm", prefix + ".intermediate.dense", prefix + ".output.dense",
                prefix + ".output.LayerNorm");
    }

    @Override
    public String prefix() {
        return "deberta.";
    }

    @Override
    public String words() {
        return EMBEDDINGS + "word_embeddings.weight";
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        var tensors = new TensorList().table(EMBEDDINGS + "word_embeddings", config.vocabSize(), h)
                .norm(EMBEDDINGS + "LayerNorm", h).table(RELATIVE, config.distances().rows(), h)
                .norm(RELATIVE_NORM, h);
        layers.forEach(layer -> layer.list(tensors, sizes));
        return tensors.head().linear("pooler.dense", h, h).output().linear("classifier", outputs, h);
    }

    @Override
    public Tensor embed(Layers l, Batch batch, Dropout dropout) {
        Tensor table = l.norm(RELATIVE_NORM, l.weight(RELATIVE + ".weight"), config.layerNormEps()); // (2 K, H)
        var amongAll = RelativePositions.of(table, config.distances(), batch.length(), batch.length());
        var fromFirst = RelativePositions.of(table, config.distances(), 1, batch.length());
        Tensor x = l.norm(EMBEDDINGS + "LayerNorm", l.words(batch), config.layerNormEps()); // (T, H)
        x = dropout.apply(x, config.hiddenDropout());
        for (PostNormLayer layer : layers.subList(0, layers.size() - 1)) {
            x = forAll(l, layer, x, batch, amongAll, dropout); // (T, H)
        }
        return forFirsts(l, layers.getLast(), x, batch, fromFirst, dropout);
    }

    @Override
    public Tensor classify(Layers l, Tensor first, Dropout dropout) {
        Tensor pooled = torch.gelu(l.linear("pooler.dense", dropout.apply(first, config.poolerDropout()))); // (B, H)
        return l.linear("classifier", dropout.apply(pooled, config.classifierDropout())); // (B, K)
    }

    /// Every token asks: (T, H) to (T, H).
    private Tensor forAll(Layers l, PostNormLayer layer, Tensor x, Batch batch, RelativePositions relative,
            Dropout dropout) {
        Tensor asked = batch.laidOut(l.linear(layer.query(), x)); // (B, S, H)
        Tensor given = DisentangledAttention.of(layer, sizes).attend(l, asked, x, batch, relative, dropout);
        return layer.rest(l, sizes, batch.packed(given), x, dropout); // (T, H)
    }

    /// The first token of each text asks, because after the last layer only that is read: (T, H) to (B, H).
    private Tensor forFirsts(Layers l, PostNormLayer layer, Tensor x, Batch batch, RelativePositions relative,
            Dropout dropout) {
        Tensor firsts = x.index_select(0, batch.firsts()); // (B, H)
        Tensor asked = l.linear(layer.query(), firsts).unsqueeze(1); // (B, 1, H)
        Tensor given = DisentangledAttention.of(layer, sizes).attend(l, asked, x, batch, relative, dropout);
        return layer.rest(l, sizes, given.squeeze(1), firsts, dropout); // (B, H)
    }
}
