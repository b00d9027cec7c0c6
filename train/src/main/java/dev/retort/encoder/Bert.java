package dev.retort.encoder;

import dev.retort.base.BertConfig;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// BERT (Devlin, Chang, Lee, Toutanova 2018): learnt positions, norms after the sums, a pooler on the first token.
final class Bert implements Family {
    private static final String EMBEDDINGS = "bert.embeddings.";

    private final BertConfig config;
    private final PostNormLayer.Sizes sizes;
    private final List<PostNormLayer> layers;

    Bert(BertConfig config) {
        this.config = config;
        this.sizes = new PostNormLayer.Sizes(config.hiddenSize(), config.heads(), config.intermediateSize(),
                config.layerNormEps(), config.hiddenDropout(), config.attentionDropout());
        this.layers = IntStream.range(0, config.layers())
                .mapToObj(layer -> PostNormLayer.named("bert.encoder.layer." + layer)).toList();
    }

    @Override
    public String prefix() {
        return "bert.";
    }

    @Override
    public String words() {
        return EMBEDDINGS + "word_embeddings.weight";
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        var tensors = new TensorList().table(EMBEDDINGS + "word_embeddings", config.vocabSize(), h)
                .table(EMBEDDINGS + "position_embeddings", config.maxPositions(), h)
                .table(EMBEDDINGS + "token_type_embeddings", config.typeVocabSize(), h)
                .norm(EMBEDDINGS + "LayerNorm", h);
        layers.forEach(layer -> layer.list(tensors, sizes));
        return tensors.head().linear("bert.pooler.dense", h, h).output().linear("classifier", outputs, h);
    }

    @Override
    public Tensor forward(Layers l, Batch batch, Dropout dropout) {
        Tensor x = embed(l, batch, dropout); // (T, H)
        for (PostNormLayer layer : layers.subList(0, layers.size() - 1)) {
            x = layer.forAll(l, sizes, x, batch, dropout); // (T, H)
        }
        x = layers.getLast().forFirsts(l, sizes, x, batch, dropout); // (B, H)
        Tensor pooled = torch.tanh(l.linear("bert.pooler.dense", x)); // (B, H)
        return l.linear("classifier", dropout.apply(pooled, config.classifierDropout())); // (B, K)
    }

    private Tensor embed(Layers l, Batch batch, Dropout dropout) {
        Tensor position = torch.embedding(l.weight(EMBEDDINGS + "position_embeddings.weight"),
                batch.positions()); // (T, H)
        Tensor type = l.weight(EMBEDDINGS + "token_type_embeddings.weight").select(0, 0); // (H)
        Tensor sum = l.words(batch).add(type).add(position); // (T, H)
        return dropout.apply(l.norm(EMBEDDINGS + "LayerNorm", sum, config.layerNormEps()), config.hiddenDropout());
    }
}
