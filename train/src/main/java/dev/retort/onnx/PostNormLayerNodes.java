package dev.retort.onnx;

import dev.retort.base.PostNormConfig;
import dev.retort.safetensors.SafetensorsException;
import java.util.List;

/// A transformer layer with the norm after each sum, as nodes. The fields are the names of its tensors.
///
/// @param prefix of the names of nodes
/// @param mixed projects what attention gave
/// @param wide hidden to intermediate size
/// @param narrow intermediate to hidden size
record PostNormLayerNodes(String prefix, String query, String key, String value, String mixed, String mixedNorm,
        String wide, String narrow, String narrowNorm) {

    static PostNormLayerNodes ofBert(String prefix) {
        return new PostNormLayerNodes(prefix, prefix + "attention.self.query", prefix + "attention.self.key",
                prefix + "attention.self.value", prefix + "attention.output.dense",
                prefix + "attention.output.LayerNorm", prefix + "intermediate.dense", prefix + "output.dense",
                prefix + "output.LayerNorm");
    }

    static PostNormLayerNodes ofDistilBert(String prefix) {
        return new PostNormLayerNodes(prefix, prefix + "attention.q_lin", prefix + "attention.k_lin",
                prefix + "attention.v_lin", prefix + "attention.out_lin", prefix + "sa_layer_norm",
                prefix + "ffn.lin1", prefix + "ffn.lin2", prefix + "output_layer_norm");
    }

    /// @param input shape (B, S, hidden)
    /// @param last whether only the first token of each text is read from here
    /// @return shape (B, S, hidden), or (B, 1, hidden) of the last layer
    String nodes(GraphParts parts, PostNormConfig config, String input, String bias, boolean last)
            throws SafetensorsException {
        Graph graph = parts.graph();
        int hidden = config.hiddenSize();
        int intermediate = config.intermediateSize();
        String reader = last ? parts.firstToken(prefix, input) : input;
        String context = attention(parts, config, reader, input, bias);
        String attended = parts.dense(mixed, context, hidden, hidden);
        String normed = parts.layerNorm(mixedNorm,
                graph.node("Add", prefix + "attention.sum", List.of(attended, reader)), hidden, config.layerNormEps());
        String broad = parts.gelu(prefix + "intermediate", parts.dense(wide, normed, hidden, intermediate));
        String fed = parts.dense(narrow, broad, intermediate, hidden);
        return parts.layerNorm(narrowNorm, graph.node("Add", prefix + "sum", List.of(fed, normed)), hidden,
                config.layerNormEps());
    }

    /// softmax(Q K' / sqrt(head size) + bias) V, with heads side by side in the hidden axis.
    ///
    /// @param reader shape (B, R, hidden): the tokens that look
    /// @param input shape (B, S, hidden): the tokens looked at
    /// @return shape (B, R, hidden)
    private String attention(GraphParts parts, PostNormConfig config, String reader, String input, String bias)
            throws SafetensorsException {
        Graph graph = parts.graph();
        String name = prefix + "attention.";
        int headSize = config.hiddenSize() / config.heads();
        String asked = heads(parts, config, query, reader, 0, 2, 1, 3); // (B, heads, R, head size)
        String keys = heads(parts, config, key, input, 0, 2, 3, 1); // (B, heads, head size, S)
        String values = heads(parts, config, value, input, 0, 2, 1, 3); // (B, heads, S, head size)
        String product = graph.node("MatMul", name + "product", List.of(asked, keys)); // (B, heads, R, S)
        String scaled = graph.node("Div", name + "scaled",
                List.of(product, graph.number("sqrt_head_size", (float) Math.sqrt(headSize))));
        String scores = graph.node("Add", name + "scores", List.of(scaled, bias));
        return parts.context(name, scores, values, config.hiddenSize());
    }

    private static String heads(GraphParts parts, PostNormConfig config, String name, String input, long... order)
            throws SafetensorsException {
        int hidden = config.hiddenSize();
        String projected = parts.dense(name, input, hidden, hidden);
        return parts.heads(name, projected, config.heads(), hidden / config.heads(), order);
    }
}
