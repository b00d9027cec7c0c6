package dev.retort.encoder;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The steps that all encoders are made of, over the weights of one model.
final class Layers {
    private final Weights weights;
    private final WordRows words;

    Layers(Weights weights, WordRows words) {
        this.weights = weights;
        this.words = words;
    }

    Tensor weight(String name) {
        return weights.get(name);
    }

    /// Rows of the word table for the tokens of a batch: (T, columns of the table).
    Tensor words(Batch batch) {
        return torch.embedding(words.trained(), words.rows(batch.ids()));
    }

    /// x W' + b over the last axis; without b where the layer has none.
    Tensor linear(String name, Tensor x) {
        return torch.linear(x, weights.get(name + ".weight"), optional(name + ".bias"));
    }

    /// Softmax over the last axis, in 32 bits whatever it is given.
    static Tensor softmax(Tensor x) {
        return torch.softmax(inFull(x), x.dim() - 1);
    }

    /// In 32 bits: the tensor itself, but for what [Autocast] left in 16.
    static Tensor inFull(Tensor x) {
        return x.scalar_type().intern() == ScalarType.Float ? x : x.to(ScalarType.Float);
    }

    /// Layer norm over the last axis, in 32 bits; without bias where the layer has none.
    Tensor norm(String name, Tensor x, double epsilon) {
        Tensor weight = weights.get(name + ".weight");
        return torch.layer_norm(inFull(x), new long[]{weight.size(0)}, new TensorOptional(weight),
                optional(name + ".bias"),
                epsilon, false);
    }

    private TensorOptional optional(String name) {
        return weights.find(name).map(TensorOptional::new).orElseGet(TensorOptional::new);
    }
}
