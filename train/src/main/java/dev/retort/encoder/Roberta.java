package dev.retort.encoder;

import dev.retort.base.PostNormConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// RoBERTa (Liu et al. 2019) and XLM-RoBERTa (Conneau et al. 2020): BERT trained longer on more, without its pooler. The
/// two differ in tokenizer and weights, not in what they compute; both call their encoder `roberta`.
final class Roberta implements Family {
    private final PostNormConfig config;
    private final PostNormEncoder encoder;

    Roberta(PostNormConfig config) {
        this.config = config;
        this.encoder = new PostNormEncoder(config, "roberta.embeddings.", "roberta.encoder.layer.",
                PostNormLayer::named);
    }

    @Override
    public String prefix() {
        return "roberta.";
    }

    @Override
    public String words() {
        return encoder.words();
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        return encoder.tensors().head().linear("classifier.dense", h, h).output()
                .linear("classifier.out_proj", outputs, h);
    }

    /// The first token has position pad id + 1, and so on; a pad token written in the text has the position pad id and is
    /// not counted.
    @Override
    public int[] positions(int[] ids) {
        int[] positions = new int[ids.length];
        int last = config.padTokenId();
        for (int i = 0; i < ids.length; i++) {
            positions[i] = ids[i] == config.padTokenId() ? config.padTokenId() : ++last;
        }
        return positions;
    }

    @Override
    public Tensor embed(Layers l, Batch batch, Dropout dropout) {
        return encoder.firsts(l, batch, dropout);
    }

    @Override
    public Tensor classify(Layers l, Tensor first, Dropout dropout) {
        Tensor kept = dropout.apply(first, config.classifierDropout());
        Tensor dense = torch.tanh(l.linear("classifier.dense", kept)); // (B, H)
        return l.linear("classifier.out_proj", dropout.apply(dense, config.classifierDropout())); // (B, K)
    }
}
