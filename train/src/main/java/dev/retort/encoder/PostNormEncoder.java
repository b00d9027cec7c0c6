package dev.retort.encoder;

import dev.retort.base.PostNormConfig;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What BERT and its kin share: words, positions and token types added up and normed, then layers that norm after each
/// sum. Their files say what each has of its own.
///
/// Shapes beside those of [Family]: E numbers of an embedding, which is H but for ELECTRA.
final class PostNormEncoder {
    private final PostNormConfig config;
    private final String embeddings;
    private final PostNormLayer.Sizes sizes;
    private final List<PostNormLayer> layers;

    /// @param embeddings before the names of the three tables and their norm
    /// @param layer names the tensors of a layer by what comes before them
    /// @param layerPrefix before the number of a layer
    PostNormEncoder(PostNormConfig config, String embeddings, String layerPrefix,
            Function<String, PostNormLayer> layer) {
        this.config = config;
        this.embeddings = embeddings;
        this.sizes = new PostNormLayer.Sizes(config.hiddenSize(), config.heads(), config.intermediateSize(),
                config.layerNormEps(), config.hiddenDropout(), config.attentionDropout());
        this.layers = IntStream.range(0, config.layers()).mapToObj(index -> layer.apply(layerPrefix + index)).toList();
    }

    String words() {
        return embeddings + "word_embeddings.weight";
    }

    /// Embeddings and layers, for who has nothing in between.
    TensorList tensors() {
        return withLayers(embeddingTensors());
    }

    TensorList embeddingTensors() {
        int e = config.embeddingSize();
        TensorList tensors = new TensorList().table(embeddings + "word_embeddings", config.vocabSize(), e)
                .table(embeddings + "position_embeddings", config.positionRows(), e);
        if (config.typeVocabSize() > 0) {
            tensors.table(embeddings + "token_type_embeddings", config.typeVocabSize(), e);
        }
        return tensors.norm(embeddings + "LayerNorm", e);
    }

    /// @param tensors what lies below the layers; these are added to it
    TensorList withLayers(TensorList tensors) {
        layers.forEach(layer -> layer.list(tensors, sizes));
        return tensors;
    }

    /// Single texts have the first token type throughout.
    ///
    /// @return (T, E)
    Tensor embed(Layers l, Batch batch, Dropout dropout) {
        Tensor position = torch.embedding(l.weight(embeddings + "position_embeddings.weight"),
                batch.positions()); // (T, E)
        Tensor word = l.words(batch); // (T, E)
        if (config.typeVocabSize() > 0) {
            word = word.add(l.weight(embeddings + "token_type_embeddings.weight").select(0, 0)); // + (E)
        }
        Tensor normed = l.norm(embeddings + "LayerNorm", word.add(position), config.layerNormEps()); // (T, E)
        return dropout.apply(normed, config.hiddenDropout());
    }

    /// Embeddings and all layers, for who has nothing in between.
    ///
    /// @return (B, H), of the first token of each text
    Tensor firsts(Layers l, Batch batch, Dropout dropout) {
        return firsts(l, embed(l, batch, dropout), batch, dropout);
    }

    /// All layers, the last for the first token of each text alone.
    ///
    /// @param embedded (T, H)
    /// @return (B, H)
    Tensor firsts(Layers l, Tensor embedded, Batch batch, Dropout dropout) {
        Tensor x = embedded;
        for (PostNormLayer layer : layers.subList(0, layers.size() - 1)) {
            x = layer.forAll(l, sizes, x, batch, dropout); // (T, H)
        }
        return layers.getLast().forFirsts(l, sizes, x, batch, dropout);
    }
}
