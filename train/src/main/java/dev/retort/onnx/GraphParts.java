package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.Checkpoint;
import dev.retort.base.Matrices;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The steps that all encoders are made of, as nodes over the weights of one checkpoint. Every method that adds nodes
/// returns the name of the last one's output. Weights go by the names that a classifier of the family gives them,
/// whatever the checkpoint calls them.
///
/// Everything is written as exporters for PyTorch write it, since that is what runtimes recognise and fuse.
final class GraphParts {
    static final String EMBEDDING = "embedding";

    private final Graph graph;
    private final Checkpoint weights;
    private final String prefix;
    private final Products products;

    /// @param prefix of the encoder's names, which checkpoints without a head leave out
    /// @param products how layers multiply by their weights; heads do it in float32
    GraphParts(Graph graph, Checkpoint weights, String prefix, Products products) {
        this.graph = graph;
        this.weights = weights;
        this.prefix = prefix;
        this.products = products;
    }

    Graph graph() {
        return graph;
    }

    boolean has(String name) {
        return weights.find(name, prefix).isPresent();
    }

    /// @param mask shape (B, S)
    /// @return shape (B, 1, 1, S): 0 where a token may be looked at, the most negative float where not
    String attentionBias(String mask) {
        String rows = graph.node("Unsqueeze", "mask/rows", List.of(mask, graph.integers("axis_1", 1)));
        String heads = graph.node("Unsqueeze", "mask/heads", List.of(rows, graph.integers("axis_2", 2)));
        String real = graph.node("Cast", "mask/real", List.of(heads), attribute("to", 1L));
        String hiddenOnes = graph.node("Sub", "mask/padding", List.of(graph.number("one", 1f), real));
        return graph.node("Mul", "mask/bias", List.of(hiddenOnes, graph.number("lowest", -Float.MAX_VALUE)));
    }

    /// The first of S tokens: (B, S, hidden) to (B, 1, hidden).
    String firstToken(String prefix, String input) {
        return graph.node("Slice", prefix + "first_token", List.of(input, graph.integers("axis_0", 0),
                graph.integers("axis_1", 1), graph.integers("axis_1", 1)));
    }

    /// x W' + b over the last axis of (B, S, in); without b where the checkpoint has none.
    String dense(String name, String input, int in, int out) throws SafetensorsException {
        return dense(products, name, name, input, in, out);
    }

    /// x W' + b over the last axis, for any number of axes, in float32; without b where the checkpoint has none.
    ///
    /// @param output before the names of what it gives
    String denseInFloat(String output, String name, String input, int in, int out) throws SafetensorsException {
        return dense(Products.float32(graph), output, name, input, in, out);
    }

    private String dense(Products how, String output, String name, String input, int in, int out)
            throws SafetensorsException {
        String product = how.product(output + "/product", input, name + ".weight_transposed", Shape.of(in, out),
                transposed(name, in, out));
        return has(name + ".bias")
                ? graph.node("Add", output + "/sum", List.of(product, weight(name + ".bias", out)))
                : product;
    }

    /// x W' over the last axis of (B, S, in) with some rows of a matrix (all, in) that holds several, such as Wqkv.
    ///
    /// @param part what these rows are called
    /// @param from the first of them
    String rows(String name, String part, String input, int in, int from, int out, int all)
            throws SafetensorsException {
        Weight.Numbers matrix = stored(name + ".weight", all, in);
        return products.product(name + "." + part, input, name + "." + part + "_transposed", Shape.of(in, out),
                () -> Matrices.transpose(Arrays.copyOfRange(matrix.read(), from * in, (from + out) * in), out, in));
    }

    /// x W' + b of a matrix (rows, in), named by its output.
    String gemm(String output, String name, String input, int in, int out) throws SafetensorsException {
        return graph.node("Gemm", output,
                List.of(input, weight(name + ".weight", out, in), weight(name + ".bias", out)),
                attribute("transB", 1L));
    }

    /// Of tokens, as it suits the layers' products. Without bias where the checkpoint has none.
    ///
    /// @param input shape (B, S, size)
    String tokenNorm(String name, String input, int size, double epsilon) throws SafetensorsException {
        return products.inInt8()
                ? layerNormByRow(name, input, size, epsilon)
                : layerNorm(name, input, size, epsilon);
    }

    /// Over the last axis of any tensor. Without bias where the checkpoint has none.
    String layerNorm(String name, String input, int size, double epsilon) throws SafetensorsException {
        String weight = weight(name + ".weight", size);
        return graph.node("LayerNormalization", name,
                has(name + ".bias") ? List.of(input, weight, weight(name + ".bias", size)) : List.of(input, weight),
                attribute("axis", -1L), attribute("epsilon", (float) epsilon));
    }

    /// By [RowNorms].
    ///
    /// @param input shape (B, S, size)
    String layerNormByRow(String name, String input, int size, double epsilon) throws SafetensorsException {
        String rows = graph.node("Shape", name + "/length", List.of(input), attribute("start", 1L),
                attribute("end", 2L));
        Optional<String> bias = has(name + ".bias") ? Optional.of(weight(name + ".bias", size)) : Optional.empty();
        return RowNorms.of(graph, name, input, 3, rows, weight(name + ".weight", size), bias, epsilon);
    }

    /// x (1 + erf(x / sqrt 2)) / 2, the exact form.
    String gelu(String name, String input) {
        String scaled = graph.node("Div", name + "/scaled",
                List.of(input, graph.number("sqrt_2", (float) Math.sqrt(2))));
        String erf = graph.node("Erf", name + "/erf", List.of(scaled));
        String one = graph.node("Add", name + "/plus_one", List.of(erf, graph.number("one", 1f)));
        String product = graph.node("Mul", name + "/times_input", List.of(input, one));
        return graph.node("Mul", name + "/gelu", List.of(product, graph.number("half", 0.5f)));
    }

    /// What a dense layer gives, split into heads, in the order given of (B, S, heads, head size).
    String heads(String name, String projected, int heads, int headSize, long... order) {
        String split = graph.node("Reshape", name + "/split",
                List.of(projected, graph.integers("shape_heads", 0, 0, heads, headSize)));
        return graph.node("Transpose", name + "/heads", List.of(split), attribute("perm", order));
    }

    /// softmax(scores) V, with heads side by side in the hidden axis.
    ///
    /// @param prefix of the names of nodes
    /// @param scores shape (B, heads, R, S)
    /// @param values shape (B, heads, S, head size)
    /// @param hidden heads times head size
    /// @return shape (B, R, hidden)
    String context(String prefix, String scores, String values, int hidden) {
        String shares = graph.node("Softmax", prefix + "shares", List.of(scores), attribute("axis", -1L));
        String perHead = graph.node("MatMul", prefix + "per_head", List.of(shares, values)); // (B, heads, R, head size)
        String sideBySide = graph.node("Transpose", prefix + "transposed", List.of(perHead),
                attribute("perm", 0, 2, 1, 3));
        return graph.node("Reshape", prefix + "context",
                List.of(sideBySide, graph.integers("shape_hidden", 0, 0, hidden)));
    }

    /// The vector that the head reads.
    ///
    /// @param pooled shape (B, 1, hidden)
    /// @return shape (B, hidden)
    String embedding(String pooled) {
        return graph.node("Squeeze", EMBEDDING, List.of(pooled, graph.integers("axis_1", 1)));
    }

    /// Declares what a classifier gives: `logits`, and `embedding`, which is computed on the way there.
    Graph classifier(int labels, int hidden) {
        graph.output("logits", "batch_size", Integer.toString(labels));
        graph.output(EMBEDDING, "batch_size", Integer.toString(hidden));
        return graph;
    }

    /// Makes the hidden state of the first token the output `sentence_embedding`.
    ///
    /// @param first shape (B, 1, hidden)
    Graph sentenceEmbedding(String first, int hidden) {
        graph.node("Squeeze", "sentence_embedding", List.of(first, graph.integers("axis_1", 1)));
        graph.output("sentence_embedding", "batch_size", Integer.toString(hidden));
        return graph;
    }

    /// A weight as it lies in the checkpoint.
    ///
    /// @throws IllegalArgumentException if it has another shape
    String weight(String name, long... extents) throws SafetensorsException {
        return graph.weight(name, Shape.of(extents), stored(name, extents));
    }

    /// The numbers of a weight as it lies in the checkpoint.
    ///
    /// @throws IllegalArgumentException if it has another shape
    Weight.Numbers stored(String name, long... extents) throws SafetensorsException {
        check(name, extents);
        return () -> weights.floats(stored(name));
    }

    /// Those of a dense layer's matrix, of shape (in, out).
    Weight.Numbers transposed(String name, int in, int out) throws SafetensorsException {
        Weight.Numbers matrix = stored(name + ".weight", out, in);
        return () -> Matrices.transpose(matrix.read(), out, in);
    }

    private String stored(String name) {
        return weights.find(name, prefix).orElse(name);
    }

    private void check(String name, long... extents) throws SafetensorsException {
        Shape shape = weights.entry(stored(name)).shape();
        if (!shape.equals(Shape.of(extents))) {
            throw new IllegalArgumentException("tensor '%s' must have the shape %s that config.json tells, got %s"
                    .formatted(name, Shape.of(extents), shape));
        }
    }
}
