package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.BertConfig;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.Shape;
import java.util.List;

/// `BertForSequenceClassification` as a graph: B texts of S tokens in, logits (B, labels) out; or a `BertModel`, whose
/// output is the hidden state of the first token (B, hidden).
///
/// Only the first token is needed after the last layer, so that layer's query, output and feed-forward parts run on that
/// token alone, which changes nothing but the work. Everything else is written as exporters for PyTorch write it, since
/// that is what runtimes recognise: ONNX Runtime fuses the scale into the product of queries and keys, and the bias with
/// the five operators of gelu. (Its fused attention it finds only below operator set 13.)
final class BertGraph {
    private static final String IN_CLASSIFIER = "bert.";

    private final String encoder;
    private final BertConfig config;
    private final SafetensorsFile weights;
    private final Graph graph = new Graph("retort-bert");

    BertGraph(BertConfig config, SafetensorsFile weights) {
        this.config = config;
        this.weights = weights;
        this.encoder = weights.contains(IN_CLASSIFIER + "embeddings.word_embeddings.weight") ? IN_CLASSIFIER : "";
    }

    /// @throws SafetensorsException if a weight is missing or has another shape than the config tells
    Graph classifier() throws SafetensorsException {
        classify(hidden());
        return graph;
    }

    /// @throws SafetensorsException if a weight is missing or has another shape than the config tells
    Graph sentenceEncoder() throws SafetensorsException {
        graph.node("Squeeze", "sentence_embedding", List.of(hidden(), graph.integers("axis_1", 1)));
        graph.output("sentence_embedding", "batch_size", Integer.toString(config.hiddenSize()));
        return graph;
    }

    /// @return shape (B, 1, hidden)
    private String hidden() throws SafetensorsException {
        String ids = graph.input("input_ids", "batch_size", "sequence_length");
        String mask = graph.input("attention_mask", "batch_size", "sequence_length");
        String types = graph.input("token_type_ids", "batch_size", "sequence_length");
        String bias = attentionBias(mask);
        String hidden = embeddings(ids, types);
        for (int layer = 0; layer < config.layers(); layer++) {
            hidden = layer(layer, hidden, bias);
        }
        return hidden;
    }

    /// @return shape (B, 1, 1, S): 0 where a token may be looked at, the most negative float where not
    private String attentionBias(String mask) {
        String rows = graph.node("Unsqueeze", "mask/rows", List.of(mask, graph.integers("axis_1", 1)));
        String heads = graph.node("Unsqueeze", "mask/heads", List.of(rows, graph.integers("axis_2", 2)));
        String real = graph.node("Cast", "mask/real", List.of(heads), attribute("to", 1L));
        String hiddenOnes = graph.node("Sub", "mask/padding", List.of(graph.number("one", 1f), real));
        return graph.node("Mul", "mask/bias", List.of(hiddenOnes, graph.number("lowest", -Float.MAX_VALUE)));
    }

    /// @return shape (B, S, hidden)
    private String embeddings(String ids, String types) throws SafetensorsException {
        long hidden = config.hiddenSize();
        String prefix = encoder + "embeddings.";
        String words = graph.node("Gather", prefix + "words",
                List.of(weight(prefix + "word_embeddings.weight", config.vocabSize(), hidden), ids));
        String kinds = graph.node("Gather", prefix + "types",
                List.of(weight(prefix + "token_type_embeddings.weight", config.typeVocabSize(), hidden), types));
        String length = graph.node("Shape", prefix + "length", List.of(ids), attribute("start", 1L),
                attribute("end", 2L));
        String positions = graph.node("Slice", prefix + "positions",
                List.of(weight(prefix + "position_embeddings.weight", config.maxPositions(), hidden),
                        graph.integers("axis_0", 0), length, graph.integers("axis_0", 0)));
        String meanings = graph.node("Add", prefix + "words_types", List.of(words, kinds));
        String sum = graph.node("Add", prefix + "sum", List.of(meanings, positions));
        return layerNorm(prefix + "LayerNorm", sum);
    }

    /// @param input shape (B, S, hidden)
    /// @return the same shape, or (B, 1, hidden) after the last layer
    private String layer(int layer, String input, String bias) throws SafetensorsException {
        String prefix = encoder + "encoder.layer.%d.".formatted(layer);
        String reader = layer == config.layers() - 1 ? firstToken(prefix, input) : input;
        String context = attention(prefix + "attention.self.", reader, input, bias);
        String attended = dense(prefix + "attention.output.dense", context, config.hiddenSize(), config.hiddenSize());
        String normed = layerNorm(prefix + "attention.output.LayerNorm",
                graph.node("Add", prefix + "attention.sum", List.of(attended, reader)));
        String wide = gelu(prefix + "intermediate",
                dense(prefix + "intermediate.dense", normed, config.hiddenSize(), config.intermediateSize()));
        String narrow = dense(prefix + "output.dense", wide, config.intermediateSize(), config.hiddenSize());
        return layerNorm(prefix + "output.LayerNorm", graph.node("Add", prefix + "sum", List.of(narrow, normed)));
    }

    private String firstToken(String prefix, String input) {
        return graph.node("Slice", prefix + "first_token", List.of(input, graph.integers("axis_0", 0),
                graph.integers("axis_1", 1), graph.integers("axis_1", 1)));
    }

    /// softmax(Q Kᵀ / sqrt(head size) + bias) V, with heads side by side in the hidden axis.
    ///
    /// @param reader shape (B, R, hidden): the tokens that look
    /// @param input shape (B, S, hidden): the tokens looked at
    /// @return shape (B, R, hidden)
    private String attention(String prefix, String reader, String input, String bias) throws SafetensorsException {
        int hidden = config.hiddenSize();
        int headSize = hidden / config.heads();
        String query = heads(prefix + "query", reader, 0, 2, 1, 3); // (B, heads, R, head size)
        String key = heads(prefix + "key", input, 0, 2, 3, 1); // (B, heads, head size, S)
        String value = heads(prefix + "value", input, 0, 2, 1, 3); // (B, heads, S, head size)
        String product = graph.node("MatMul", prefix + "product", List.of(query, key)); // (B, heads, R, S)
        String scaled = graph.node("Div", prefix + "scaled",
                List.of(product, graph.number("sqrt_head_size", (float) Math.sqrt(headSize))));
        String scores = graph.node("Add", prefix + "scores", List.of(scaled, bias));
        String shares = graph.node("Softmax", prefix + "shares", List.of(scores), attribute("axis", -1L));
        String perHead = graph.node("MatMul", prefix + "per_head", List.of(shares, value)); // (B, heads, R, head size)
        String sideBySide = graph.node("Transpose", prefix + "transposed", List.of(perHead),
                attribute("perm", 0, 2, 1, 3));
        return graph.node("Reshape", prefix + "context",
                List.of(sideBySide, graph.integers("shape_hidden", 0, 0, hidden)));
    }

    private String heads(String name, String input, long... order) throws SafetensorsException {
        String projected = dense(name, input, config.hiddenSize(), config.hiddenSize());
        String split = graph.node("Reshape", name + "/split", List.of(projected,
                graph.integers("shape_heads", 0, 0, config.heads(), config.hiddenSize() / config.heads())));
        return graph.node("Transpose", name + "/heads", List.of(split), attribute("perm", order));
    }

    /// x Wᵀ + b. MatMul wants W transposed, shape (in, out); the file has (out, in).
    private String dense(String name, String input, int in, int out) throws SafetensorsException {
        check(name + ".weight", out, in);
        String matrix = graph.weight(name + ".weight_transposed", Shape.of(in, out),
                () -> transpose(weights.floats(name + ".weight"), out, in));
        String product = graph.node("MatMul", name + "/product", List.of(input, matrix));
        return graph.node("Add", name + "/sum", List.of(product, weight(name + ".bias", out)));
    }

    private String layerNorm(String name, String input) throws SafetensorsException {
        return graph.node("LayerNormalization", name,
                List.of(input, weight(name + ".weight", config.hiddenSize()),
                        weight(name + ".bias", config.hiddenSize())),
                attribute("axis", -1L), attribute("epsilon", (float) config.layerNormEps()));
    }

    /// x (1 + erf(x / sqrt 2)) / 2, the exact form.
    private String gelu(String name, String input) {
        String scaled = graph.node("Div", name + "/scaled",
                List.of(input, graph.number("sqrt_2", (float) Math.sqrt(2))));
        String erf = graph.node("Erf", name + "/erf", List.of(scaled));
        String one = graph.node("Add", name + "/plus_one", List.of(erf, graph.number("one", 1f)));
        String product = graph.node("Mul", name + "/times_input", List.of(input, one));
        return graph.node("Mul", name + "/gelu", List.of(product, graph.number("half", 0.5f)));
    }

    /// @param hidden shape (B, 1, hidden)
    private void classify(String hidden) throws SafetensorsException {
        int size = config.hiddenSize();
        int labels = config.labels().size();
        String first = graph.node("Squeeze", "first_token", List.of(hidden, graph.integers("axis_1", 1)));
        String pooled = graph.node("Gemm", "bert.pooler.dense/sum",
                List.of(first, weight("bert.pooler.dense.weight", size, size), weight("bert.pooler.dense.bias", size)),
                attribute("transB", 1L));
        String activated = graph.node("Tanh", "bert.pooler", List.of(pooled));
        graph.node("Gemm", "logits",
                List.of(activated, weight("classifier.weight", labels, size), weight("classifier.bias", labels)),
                attribute("transB", 1L));
        graph.output("logits", "batch_size", Integer.toString(labels));
    }

    private String weight(String name, long... extents) throws SafetensorsException {
        check(name, extents);
        return graph.weight(name, Shape.of(extents), () -> weights.floats(name));
    }

    private void check(String name, long... extents) throws SafetensorsException {
        Shape shape = weights.entry(name).shape();
        if (!shape.equals(Shape.of(extents))) {
            throw new IllegalArgumentException("tensor '%s' must have the shape %s that config.json tells, got %s"
                    .formatted(name, Shape.of(extents), shape));
        }
    }

    /// @param matrix shape (rows, columns)
    /// @return shape (columns, rows)
    private static float[] transpose(float[] matrix, int rows, int columns) {
        float[] transposed = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }
        return transposed;
    }
}
