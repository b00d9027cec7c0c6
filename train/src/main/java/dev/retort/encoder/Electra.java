package dev.retort.encoder;

import dev.retort.base.PostNormConfig;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// ELECTRA (Clark, Luong, Le, Manning 2020), the discriminator: a BERT whose embeddings may be narrower than its layers
/// and are projected then.
final class Electra implements Family {
    private static final String PROJECTION = "electra.embeddings_project";

    private final PostNormConfig config;
    private final PostNormEncoder encoder;

    Electra(PostNormConfig config) {
        this.config = config;
        this.encoder = new PostNormEncoder(config, "electra.embeddings.", "electra.encoder.layer.",
                PostNormLayer::named);
    }

    private boolean projects() {
        return config.embeddingSize() != config.hiddenSize();
    }

    @Override
    public String prefix() {
        return "electra.";
    }

    @Override
    public String words() {
        return encoder.words();
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        TensorList tensors = encoder.embeddingTensors();
        if (projects()) {
            tensors.linear(PROJECTION, h, config.embeddingSize());
        }
        return encoder.withLayers(tensors).head().linear("classifier.dense", h, h).output()
                .linear("classifier.out_proj", outputs, h);
    }

    @Override
    public Tensor embed(Layers l, Batch batch, Dropout dropout) {
        Tensor embedded = encoder.embed(l, batch, dropout); // (T, E)
        Tensor wide = projects() ? l.linear(PROJECTION, embedded) : embedded; // (T, H)
        return encoder.firsts(l, wide, batch, dropout);
    }

    @Override
    public Tensor classify(Layers l, Tensor first, Dropout dropout) {
        Tensor kept = dropout.apply(first, config.classifierDropout());
        Tensor dense = torch.gelu(l.linear("classifier.dense", kept)); // (B, H)
        return l.linear("classifier.out_proj", dropout.apply(dense, config.classifierDropout())); // (B, K)
    }
}
