package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.Checkpoint;
import dev.retort.base.ModernBertConfig;
import dev.retort.base.ModernBertConfig.Attention;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// `ModernBertForSequenceClassification` as a graph: B texts of S tokens in, logits (B, labels) out, and what its pooling
/// makes of the hidden states (B, hidden), which the head reads; or a `ModernBertModel`, whose output is the hidden state
/// of the first token (B, hidden).
///
/// Positions and windows follow from S inside the graph, so no table limits the length. Where only the first token is
/// read, the last layer runs on it alone but for its keys and values.
final class ModernBertGraph {
    private static final String ENCODER = "model.";
    private static final String MASK = "attention_mask";

    private final ModernBertConfig config;
    private final GraphParts parts;
    private final Graph graph = new Graph("retort-modernbert");
    private final int size;
    private final int headSize;

    /// What the tokens are to the layers of one kind: cosines and sines of their turns (S, head size), and what is added
    /// to attention scores (B, 1, 1 or S, S).
    private record Sight(String cos, String sin, String bias) {}

    ModernBertGraph(ModernBertConfig config, Checkpoint weights, Function<Graph, Products> products) {
        this.config = config;
        this.parts = new GraphParts(graph, weights, ENCODER, products.apply(graph));
        this.size = config.hiddenSize();
        this.headSize = config.headSize();
    }

    /// @throws SafetensorsException if a weight is missing or has another shape than the config tells
    Graph classifier() throws SafetensorsException {
        String pooled = switch (config.pooling()) {
            case CLS -> hidden(true);
            case MEAN -> mean(hidden(false));
        }; // (B, 1, hidden)
        String text = parts.embedding(pooled);
        String read = parts.layerNorm("head.norm",
                parts.gelu("head", parts.denseInFloat("head.dense", "head.dense", text, size, size)), size,
                config.normEps());
        int labels = config.labels().size();
        parts.gemm("logits", "classifier", read, size, labels);
        return parts.classifier(labels, size);
    }

    /// @throws SafetensorsException if a weight is missing or has another shape than the config tells
    Graph sentenceEncoder() throws SafetensorsException {
        return parts.sentenceEmbedding(hidden(true), size);
    }

    /// @param first whether only the first token is read
    /// @return shape (B, 1 or S, hidden)
    private String hidden(boolean first) throws SafetensorsException {
        String ids = graph.input("input_ids", "batch_size", "sequence_length");
        String padding = parts.attentionBias(graph.input(MASK, "batch_size", "sequence_length"));
        String positions = positions(ids);
        List<Attention> kinds = config.layers().stream().distinct().toList();
        var sights = new ArrayList<Sight>();
        for (Attention kind : kinds) {
            sights.add(sight(kind, positions, padding));
        }
        String words = graph.node("Gather", ENCODER + "embeddings/words",
                List.of(parts.weight(ENCODER + "embeddings.tok_embeddings.weight", config.vocabSize(), size), ids));
        String hidden = norm(ENCODER + "embeddings.norm", words);
        for (int layer = 0; layer < config.layers().size(); layer++) {
            boolean onlyFirst = first && layer == config.layers().size() - 1;
            hidden = layer(layer, hidden, sights.get(kinds.indexOf(config.layers().get(layer))), onlyFirst);
        }
        return norm(ENCODER + "final_norm", hidden);
    }

    /// @return shape (S, 1): 0, 1 and so on
    private String positions(String ids) {
        String axis = graph.node("Shape", "positions/axis", List.of(ids), attribute("start", 1L),
                attribute("end", 2L));
        String length = graph.node("Squeeze", "positions/length", List.of(axis, graph.integers("axis_0", 0)));
        String end = graph.node("Cast", "positions/end", List.of(length), attribute("to", 1L));
        String range = graph.node("Range", "positions/range",
                List.of(graph.number("zero", 0f), end, graph.number("one", 1f)));
        return graph.node("Unsqueeze", "positions", List.of(range, graph.integers("axis_1", 1)));
    }

    private Sight sight(Attention kind, String positions, String padding) {
        String name = kind.reach().isPresent() ? "local" : "global";
        String angles = graph.weight(name + "/angles", Shape.of(1, headSize / 2),
                () -> kind.angles(headSize));
        String half = graph.node("Mul", name + "/half_turns", List.of(positions, angles)); // (S, head size / 2)
        String turns = graph.node("Concat", name + "/turns", List.of(half, half), attribute("axis", 1L));
        String bias = kind.reach().isPresent() ? window(positions, padding, kind.reach().getAsInt()) : padding;
        return new Sight(graph.node("Cos", name + "/cos", List.of(turns)),
                graph.node("Sin", name + "/sin", List.of(turns)), bias);
    }

    /// @param padding shape (B, 1, 1, S)
    /// @return shape (B, 1, S, S)
    private String window(String positions, String padding, int reach) {
        String row = graph.node("Transpose", "window/positions", List.of(positions)); // (1, S)
        String distance = graph.node("Abs", "window/distance",
                List.of(graph.node("Sub", "window/difference", List.of(positions, row))));
        String near = graph.node("LessOrEqual", "window/near", List.of(distance, graph.number("reach", reach)));
        String far = graph.node("Where", "window/far",
                List.of(near, graph.number("zero", 0f), graph.number("lowest", -Float.MAX_VALUE))); // (S, S)
        return graph.node("Min", "window/bias", List.of(padding, far));
    }

    /// @param input shape (B, S, hidden)
    /// @param onlyFirst whether only the first token attends
    /// @return the same shape, or (B, 1, hidden)
    private String layer(int layer, String input, Sight sight, boolean onlyFirst) throws SafetensorsException {
        String prefix = ENCODER + "layers.%d.".formatted(layer);
        String normed = layer == 0 ? input : norm(prefix + "attn_norm", input);
        String context = onlyFirst
                ? firstAttends(prefix + "attn.", normed, sight)
                : attend(prefix + "attn.", turned(query(prefix + "attn.", normed), sight), normed, sight, sight.bias());
        String asking = onlyFirst ? parts.firstToken(prefix, input) : input;
        String attended = graph.node("Add", prefix + "attn/sum",
                List.of(asking, parts.dense(prefix + "attn.Wo", context, size, size)));
        String mlp = norm(prefix + "mlp_norm", attended);
        int wide = config.intermediateSize();
        String in = parts.gelu(prefix + "mlp", parts.rows(prefix + "mlp.Wi", "input", mlp, size, 0, wide, 2 * wide));
        String gate = parts.rows(prefix + "mlp.Wi", "gate", mlp, size, wide, wide, 2 * wide);
        String gated = graph.node("Mul", prefix + "mlp/gated", List.of(in, gate));
        return graph.node("Add", prefix + "mlp/sum",
                List.of(attended, parts.dense(prefix + "mlp.Wo", gated, wide, size)));
    }

    /// The first token's query stands at position 0, which is not turned.
    private String firstAttends(String prefix, String input, Sight sight) throws SafetensorsException {
        String row = graph.node("Slice", prefix + "first_bias", List.of(sight.bias(), graph.integers("axis_0", 0),
                graph.integers("axis_1", 1), graph.integers("axis_2", 2))); // (B, 1, 1, S)
        return attend(prefix, query(prefix, parts.firstToken(prefix, input)), input, sight, row);
    }

    private String query(String prefix, String input) throws SafetensorsException {
        return heads(prefix, "query", input, 0);
    }

    /// softmax(Q Kᵀ / sqrt(head size) + bias) V, with heads side by side in the hidden axis.
    ///
    /// @param query shape (B, heads, R, head size): of the tokens that attend
    /// @param input shape (B, S, hidden): the tokens attended to
    /// @return shape (B, R, hidden)
    private String attend(String prefix, String query, String input, Sight sight, String bias)
            throws SafetensorsException {
        String key = graph.node("Transpose", prefix + "keys",
                List.of(turned(heads(prefix, "key", input, size), sight)), attribute("perm", 0, 1, 3, 2));
        String value = heads(prefix, "value", input, 2 * size); // (B, heads, S, head size)
        String product = graph.node("MatMul", prefix + "product", List.of(query, key)); // (B, heads, R, S)
        String scaled = graph.node("Div", prefix + "scaled",
                List.of(product, graph.number("sqrt_head_size", (float) Math.sqrt(headSize))));
        String scores = graph.node("Add", prefix + "scores", List.of(scaled, bias));
        return parts.context(prefix, scores, value, size);
    }

    /// @param part what the rows of Wqkv from `from` on are
    /// @return shape (B, heads, S, head size)
    private String heads(String prefix, String part, String input, int from) throws SafetensorsException {
        String projected = parts.rows(prefix + "Wqkv", part, input, size, from, size, 3 * size);
        return parts.heads(prefix + part, projected, config.heads(), headSize, 0, 2, 1, 3);
    }

    /// Numbers i and i + head size / 2 are a pair, turned by the angle of their position.
    ///
    /// @param x shape (B, heads, S, head size)
    private String turned(String x, Sight sight) {
        String half = graph.integers("half_head", headSize / 2);
        String left = graph.node("Slice", x + "/left",
                List.of(x, graph.integers("axis_0", 0), half, graph.integers("axis_3", 3)));
        String right = graph.node("Slice", x + "/right",
                List.of(x, half, graph.integers("head", headSize), graph.integers("axis_3", 3)));
        String quarter = graph.node("Concat", x + "/quarter_turn",
                List.of(graph.node("Neg", x + "/negated", List.of(right)), left), attribute("axis", 3L));
        return graph.node("Add", x + "/turned", List.of(
                graph.node("Mul", x + "/along", List.of(x, sight.cos())),
                graph.node("Mul", x + "/across", List.of(quarter, sight.sin()))));
    }

    /// The mean of the tokens that are not padding.
    ///
    /// @param hidden shape (B, S, hidden)
    /// @return shape (B, 1, hidden)
    private String mean(String hidden) {
        String rows = graph.node("Unsqueeze", "mean/mask", List.of(MASK, graph.integers("axis_1", 1)));
        String real = graph.node("Cast", "mean/real", List.of(rows), attribute("to", 1L)); // (B, 1, S)
        String sum = graph.node("MatMul", "mean/sum", List.of(real, hidden));
        String count = graph.node("ReduceSum", "mean/count", List.of(real, graph.integers("axis_2", 2)));
        return graph.node("Div", "mean", List.of(sum, count));
    }

    private String norm(String name, String input) throws SafetensorsException {
        return parts.tokenNorm(name, input, size, config.normEps());
    }
}
