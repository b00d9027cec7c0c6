package dev.retort.encoder;

import dev.retort.base.PostNormConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// BERT (Devlin, Chang, Lee, Toutanova 2018): learnt positions, norms after the sums, a pooler on the first token.
final class Bert implements Family {
    private final PostNormConfig config;
    private final PostNormEncoder encoder;

    Bert(PostNormConfig config) {
        this.config = config;
        this.encoder = new PostNormEncoder(config, "bert.embeddings.", "bert.encoder.layer.", PostNormLayer::named);
    }

    @Override
    public String prefix() {
        return "bert.";
    }

    @Override
    public String words() {
        return encoder.words();
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        return encoder.tensors().head().linear("bert.pooler.dense", h, h).output().linear("classifier", outputs, h);
    }

    @Override
    public Tensor embed(Layers l, Batch batch, Dropout dropout) {
        return encoder.firsts(l, batch, dropout);
    }

    @Override
    public Tensor classify(Layers l, Tensor first, Dropout dropout) {
        Tensor pooled = torch.tanh(l.linear("bert.pooler.dense", first)); // (B, H)
        return l.linear("classifier", dropout.apply(pooled, config.classifierDropout())); // (B, K)
    }
}
