package dev.retort.encoder;

import dev.retort.safetensors.Shape;
import java.util.ArrayList;
import java.util.List;

/// The tensors of a model as its family lists them, in the order of the forward pass.
final class TensorList {
    /// Who must bring a tensor.
    enum Origin {
        /// Every checkpoint has it.
        ENCODER,
        /// A base model may lack it; it is drawn then.
        HEAD,
        /// As HEAD, and one for another number of labels is drawn anew.
        OUTPUT
    }

    /// @param depth 0 for embeddings, then 1 for the first layer and so on; the head has the highest
    /// @param decays whether weight decay pulls at it: not at biases and norms
    record Entry(String name, Shape shape, Origin origin, int depth, boolean decays) {}

    private final List<Entry> entries = new ArrayList<>();
    private Origin origin = Origin.ENCODER;
    private int depth;

    /// What follows belongs to the next layer.
    TensorList nextLayer() {
        depth++;
        return this;
    }

    /// What follows belongs to the head.
    TensorList head() {
        depth++;
        origin = Origin.HEAD;
        return this;
    }

    /// What follows is the part of the head that has one row per label.
    TensorList output() {
        origin = Origin.OUTPUT;
        return this;
    }

    /// `NAME.weight` of shape (rows, columns).
    TensorList table(String name, int rows, int columns) {
        return add(name + ".weight", true, rows, columns);
    }

    /// `NAME.weight` (out, in) and `NAME.bias` (out).
    TensorList linear(String name, int out, int in) {
        return table(name, out, in).add(name + ".bias", false, out);
    }

    /// `NAME.weight` and `NAME.bias` of a layer norm over `size` numbers.
    TensorList norm(String name, int size) {
        return scale(name, size).add(name + ".bias", false, size);
    }

    /// `NAME.weight` of a norm without bias.
    TensorList scale(String name, int size) {
        return add(name + ".weight", false, size);
    }

    private TensorList add(String name, boolean decays, long... shape) {
        entries.add(new Entry(name, Shape.of(shape), origin, depth, decays));
        return this;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}
