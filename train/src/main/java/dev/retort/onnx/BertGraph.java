package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.BertConfig;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.SafetensorsFile;
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
    private final GraphParts parts;
    private final Graph graph = new Graph("retort-bert");

    BertGraph(BertConfig config, SafetensorsFile weights) {
        this.config = config;
        this.parts = new GraphParts(graph, weights);
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
        String bias = parts.attentionBias(mask);
        String hidden = embeddings(ids, types);
        for (int layer = 0; layer < config.layers(); layer++) {
            hidden = layer(layer, hidden, bias);
        }
        return hidden;
    }

    /// @return shape (B, S, hidden)
    private String embeddings(String ids, String types) throws SafetensorsException {
        long hidden = config.hiddenSize();
        String prefix = encoder + "embeddings.";
        String words = graph.node("Gather", prefix + "words",
                List.of(parts.weight(prefix + "word_embeddings.weight", config.vocabSize(), hidden), ids));
        String kinds = graph.node("Gather", prefix + "types",
                List.of(parts.weight(prefix + "token_type_embeddings.weight", config.typeVocabSize(), hidden), types));
        String length = graph.node("Shape", prefix + "length", List.of(ids), attribute("start", 1L),
                attribute("end", 2L));
        String positions = graph.node("Slice", prefix + "positions",
                List.of(parts.weight(prefix + "position_embeddings.weight", config.maxPositions(), hidden),
                        graph.integers("axis_0", 0), length, graph.integers("axis_0", 0)));
        String meanings = graph.node("Add", prefix + "words_types", List.of(words, kinds));
        String sum = graph.node("Add", prefix + "sum", List.of(meanings, positions));
        return norm(prefix + "LayerNorm", sum);
    }

    /// @param input shape (B, S, hidden)
    /// @return the same shape, or (B, 1, hidden) after the last layer
    private String layer(int layer, String input, String bias) throws SafetensorsException {
        String prefix = encoder + "encoder.layer.%d.".formatted(layer);
        String reader = layer == config.layers() - 1 ? parts.firstToken(prefix, input) : input;
        String context = attention(prefix + "attention.self.", reader, input, bias);
        String attended = parts.dense(prefix + "attention.output.dense", context, config.hiddenSize(),
                config.hiddenSize());
        String normed = norm(prefix + "attention.output.LayerNorm",
                graph.node("Add", prefix + "attention.sum", List.of(attended, reader)));
        String wide = parts.gelu(prefix + "intermediate",
                parts.dense(prefix + "intermediate.dense", normed, config.hiddenSize(), config.intermediateSize()));
        String narrow = parts.dense(prefix + "output.dense", wide, config.intermediateSize(), config.hiddenSize());
        return norm(prefix + "output.LayerNorm", graph.node("Add", prefix + "sum", List.of(narrow, normed)));
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
        String projected = parts.dense(name, input, config.hiddenSize(), config.hiddenSize());
        String split = graph.node("Reshape", name + "/split", List.of(projected,
                graph.integers("shape_heads", 0, 0, config.heads(), config.hiddenSize() / config.heads())));
        return graph.node("Transpose", name + "/heads", List.of(split), attribute("perm", order));
    }

    private String norm(String name, String input) throws SafetensorsException {
        return parts.layerNorm(name, input, config.hiddenSize(), config.layerNormEps());
    }

    /// @param hidden shape (B, 1, hidden)
    private void classify(String hidden) throws SafetensorsException {
        int size = config.hiddenSize();
        int labels = config.labels().size();
        String first = graph.node("Squeeze", "first_token", List.of(hidden, graph.integers("axis_1", 1)));
        String pooled = parts.gemm("bert.pooler.dense/sum", "bert.pooler.dense", first, size, size);
        String activated = graph.node("Tanh", "bert.pooler", List.of(pooled));
        parts.gemm("logits", "classifier", activated, size, labels);
        graph.output("logits", "batch_size", Integer.toString(labels));
    }
}
