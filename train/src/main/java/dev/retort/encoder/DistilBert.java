package dev.retort.encoder;

import dev.retort.base.PostNormConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// DistilBERT (Sanh, Debut, Chaumond, Wolf 2019): half the layers of a BERT, under names of its own, without token types
/// and pooler.
final class DistilBert implements Family {
    private final PostNormConfig config;
    private final PostNormEncoder encoder;

    DistilBert(PostNormConfig config) {
        this.config = config;
        this.encoder = new PostNormEncoder(config, "distilbert.embeddings.", "distilbert.transformer.layer.",
                DistilBert::named);
    }

    private static PostNormLayer named(String layer) {
        return new PostNormLayer(layer + ".attention.q_lin", layer + ".attention.k_lin", layer + ".attention.v_lin",
                layer + ".attention.out_lin", layer + ".sa_layer_norm", layer + ".ffn.lin1", layer + ".ffn.lin2",
                layer + ".output_layer_norm");
    }

    @Override
    public String prefix() {
        return "distilbert.";
    }

    @Override
    public String words() {
        return encoder.words();
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        return encoder.tensors().head().linear("pre_classifier", h, h).output().linear("classifier", outputs, h);
    }

    @Override
    public Tensor embed(Layers l, Batch batch, Dropout dropout) {
        return encoder.firsts(l, batch, dropout);
    }

    @Override
    public Tensor classify(Layers l, Tensor first, Dropout dropout) {
        Tensor dense = torch.relu(l.linear("pre_classifier", first)); // (B, H)
        return l.linear("classifier", dropout.apply(dense, config.classifierDropout())); // (B, K)
    }
}
