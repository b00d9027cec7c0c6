package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.Checkpoint;
import dev.retort.base.DebertaV2Config;
import dev.retort.safetensors.SafetensorsException;
import java.util.List;
import java.util.function.Function;

/// `DebertaV2ForSequenceClassification` as a graph: B texts of S tokens in, logits (B, labels) out, and the hidden state
/// of the first token (B, hidden), which the head reads; or a `DebertaV2Model`, which gives the latter. A heads of D
/// numbers.
///
/// Only the first token is needed after the last layer, so that layer's query, output and feed-forward parts run on that
/// token alone, which changes nothing but the work. Embeddings are not multiplied by the mask, because nothing reads
/// those of padding. What a layer makes of the relative embeddings depends on weights alone: runtimes compute it once,
/// when they load the graph.
final class DebertaV2Graph {
    private static final String ENCODER = "deberta.";
    private static final double TERMS = 3;

    private final DebertaV2Config config;
    private final GraphParts parts;
    private final Graph graph = new Graph("retort-deberta-v2");

    DebertaV2Graph(DebertaV2Config config, Checkpoint weights, Function<Graph, Products> products) {
        this.config = config;
        this.parts = new GraphParts(graph, weights, ENCODER, products.apply(graph));
    }

    /// @throws SafetensorsException if a weight is missing or has another shape than the config tells
    Graph classifier() throws SafetensorsException {
        int size = config.hiddenSize();
        int labels = config.labels().size();
        String first = parts.embedding(hidden());
        String pooled = parts.gelu("pooler", parts.gemm("pooler.dense/sum", "pooler.dense", first, size, size));
        parts.gemm("logits", "classifier", pooled, size, labels);
        return parts.classifier(labels, size);
    }

    /// @throws SafetensorsException if a weight is missing or has another shape than the config tells
    Graph sentenceEncoder() throws SafetensorsException {
        return parts.sentenceEmbedding(hidden(), config.hiddenSize());
    }

    /// @return shape (B, 1, hidden)
    private String hidden() throws SafetensorsException {
        String ids = graph.input("input_ids", "batch_size", "sequence_length");
        String mask = graph.input("attention_mask", "batch_size", "sequence_length");
        String bias = parts.attentionBias(mask);
        String words = graph.node("Gather", ENCODER + "embeddings.words", List.of(
                parts.weight(ENCODER + "embeddings.word_embeddings.weight", config.vocabSize(), config.hiddenSize()),
                ids));
        String hidden = norm(ENCODER + "embeddings.LayerNorm", words);
        String table = parts.layerNorm(ENCODER + "encoder.LayerNorm",
                parts.weight(ENCODER + "encoder.rel_embeddings.weight",
                        config.distances().rows(), config.hiddenSize()),
                config.hiddenSize(), config.layerNormEps()); // (2 K, hidden)
        String positions = RelativeNodes.positions(graph, ids);
        var amongAll = RelativeNodes.of(graph, config, ids, "relative/all/", positions, positions);
        var fromFirst = RelativeNodes.of(graph, config, ids, "relative/first/", graph.integers("axis_0", 0),
                positions);
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = ENCODER + "encoder.layer.%d.".formatted(layer);
            boolean last = layer == config.layers() - 1;
            String reader = last ? parts.firstToken(prefix, hidden) : hidden;
            hidden = layer(prefix, reader, hidden, bias, table, last ? fromFirst : amongAll);
        }
        return hidden;
    }

    /// @param reader shape (B, Q, hidden): the tokens that look
    /// @param input shape (B, S, hidden): the tokens looked at
    /// @return shape (B, Q, hidden)
    private String layer(String prefix, String reader, String input, String bias, String table,
            RelativeNodes relative) throws SafetensorsException {
        int hidden = config.hiddenSize();
        int intermediate = config.intermediateSize();
        String context = attention(prefix + "attention.self.", reader, input, bias, table, relative);
        String attended = parts.dense(prefix + "attention.output.dense", context, hidden, hidden);
        String normed = norm(prefix + "attention.output.LayerNorm",
                graph.node("Add", prefix + "attention.sum", List.of(attended, reader)));
        String wide = parts.gelu(prefix + "intermediate",
                parts.dense(prefix + "intermediate.dense", normed, hidden, intermediate));
        String narrow = parts.dense(prefix + "output.dense", wide, intermediate, hidden);
        return norm(prefix + "output.LayerNorm", graph.node("Add", prefix + "sum", List.of(narrow, normed)));
    }

    /// softmax((Qc Kcᵀ + Qc Krᵀ + Kc Qrᵀ) / sqrt(3 D) + bias) V, with heads side by side in the hidden axis.
    private String attention(String prefix, String reader, String input, String bias, String table,
            RelativeNodes relative) throws SafetensorsException {
        String scale = graph.number("scale", (float) (1 / Math.sqrt(TERMS * config.hiddenSize() / config.heads())));
        String query = graph.node("Mul", prefix + "query",
                List.of(heads(prefix + "query_proj", reader, 0, 2, 1, 3), scale)); // (B, A, Q, D)
        String key = heads(prefix + "key_proj", input, 0, 2, 3, 1); // (B, A, D, S)
        String value = heads(prefix + "value_proj", input, 0, 2, 1, 3); // (B, A, S, D)

        String contents = graph.node("MatMul", prefix + "contents", List.of(query, key)); // (B, A, Q, S)
        String toPosition = graph.node("MatMul", prefix + "content_to_position",
                List.of(query, positionKeys(prefix, table, relative))); // (B, A, Q, R)
        String fromPosition = graph.node("MatMul", prefix + "position_to_content",
                List.of(positionQueries(prefix, table, scale, relative), key)); // (B, A, R, S)
        String both = graph.node("Add", prefix + "positions", List.of(
                graph.node("GatherElements", prefix + "content_to_position/gathered",
                        List.of(toPosition, relative.between()), attribute("axis", 3L)),
                graph.node("GatherElements", prefix + "position_to_content/gathered",
                        List.of(fromPosition, relative.between()), attribute("axis", 2L)))); // (B, A, Q, S)
        String scores = graph.node("Add", prefix + "scores", List.of(contents, both));
        String visible = graph.node("Add", prefix + "visible", List.of(scores, bias));
        return parts.context(prefix, visible, value, config.hiddenSize());
    }

    /// @return shape (A, D, R)
    private String positionKeys(String prefix, String table, RelativeNodes relative) throws SafetensorsException {
        String all = positions(prefix + "position_keys", prefix + "key_proj", table, 1, 2, 0); // (A, D, 2 K)
        return relative.used(graph, prefix + "position_keys/used", all, 2);
    }

    /// @return shape (A, R, D), scaled
    private String positionQueries(String prefix, String table, String scale, RelativeNodes relative)
            throws SafetensorsException {
        String all = graph.node("Mul", prefix + "position_queries",
                List.of(positions(prefix + "position_queries", prefix + "query_proj", table, 1, 0, 2), scale));
        return relative.used(graph, prefix + "position_queries/used", all, 1); // of (A, 2 K, D)
    }

    /// The relative embeddings, projected as contents are, by heads in the order given of (2 K, A, D).
    private String positions(String output, String name, String table, long... order) throws SafetensorsException {
        String projected = parts.denseInFloat(output, name, table, config.hiddenSize(), config.hiddenSize());
        String split = graph.node("Reshape", output + "/split", List.of(projected,
                graph.integers("shape_positions", 0, config.heads(), config.hiddenSize() / config.heads())));
        return graph.node("Transpose", output + "/heads", List.of(split), attribute("perm", order));
    }

    /// Projected, by heads in the order given of (B, S, A, D).
    private String heads(String name, String input, long... order) throws SafetensorsException {
        String projected = parts.dense(name, input, config.hiddenSize(), config.hiddenSize());
        return parts.heads(name, projected, config.heads(), config.hiddenSize() / config.heads(), order);
    }

    private String norm(String name, String input) throws SafetensorsException {
        return parts.tokenNorm(name, input, config.hiddenSize(), config.layerNormEps());
    }
}
