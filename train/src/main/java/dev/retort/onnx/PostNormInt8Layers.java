package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.Matrices;
import dev.retort.base.PostNormConfig;
import dev.retort.onnx.Int8Nodes.Rows;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.Shape;
import java.util.List;
import java.util.Optional;

/// The layers of BERT's kin for ONNX Runtime on a CPU: matrix products with weights in int8, everything else in float32.
/// B texts of S tokens.
///
/// Tokens lie position by position, the first of all texts, then the second of all: rows (S B, hidden). So attention
/// needs no transposed copies of queries, keys and values (`FusedMatMul` strides over the texts), and the first tokens
/// are the first B rows.
///
/// What is left out, exactly: the bias of keys, which adds the same to all scores of a query; that of values, which
/// shares that sum to 1 pass on as it is, so it joins the bias after attention; and the bias of the feed-forward
/// layer, which the norm before it adds already, so that it comes along with what is passed by. What is not exact beside
/// the products is gelu, by tanh: at most 0.0005 off, a small part of the step that it is rounded to next.
final class PostNormInt8Layers {
    private final GraphParts parts;
    private final Graph graph;
    private final PostNormConfig config;
    private final Int8Nodes int8;
    private final int hidden;
    private final int heads;
    private final int headSize;

    /// Which tokens ask.
    ///
    /// @param count shape (1): rows of theirs
    /// @param length shape (1): of each text
    private record Askers(String count, String length) {}

    PostNormInt8Layers(GraphParts parts, PostNormConfig config) {
        this.parts = parts;
        this.graph = parts.graph();
        this.config = config;
        this.int8 = new Int8Nodes(graph);
        this.hidden = config.hiddenSize();
        this.heads = config.heads();
        this.headSize = hidden / heads;
    }

    /// @param embedded shape (B, S, hidden)
    /// @param bias shape (B, 1, 1, S)
    /// @return shape (B, hidden): the first tokens after the last layer
    String firstTokens(List<PostNormLayerNodes> layers, String embedded, String bias) throws SafetensorsException {
        String byPosition = graph.node("Transpose", "rows/by_position", List.of(embedded), attribute("perm", 1, 0, 2));
        String rows = graph.node("Reshape", "rows", List.of(byPosition, graph.integers("shape_rows", -1, hidden)));
        String length = graph.node("Shape", "length", List.of(byPosition), attribute("start", 0L),
                attribute("end", 1L));
        String texts = graph.node("Shape", "texts", List.of(byPosition), attribute("start", 1L), attribute("end", 2L));
        var all = new Askers(graph.node("Mul", "tokens", List.of(length, texts)), length);
        var first = new Askers(texts, graph.integers("axis_1", 1));
        for (PostNormLayerNodes layer : layers) {
            boolean last = layer.equals(layers.get(layers.size() - 1));
            rows = layer(layer, rows, texts, all, last ? first : all, bias);
        }
        return rows;
    }

    private String layer(PostNormLayerNodes layer, String input, String texts, Askers all, Askers askers,
            String bias) throws SafetensorsException {
        int wide = config.intermediateSize();
        boolean onlyFirst = !askers.equals(all);
        String asking = onlyFirst
                ? graph.node("Slice", layer.prefix() + "first", List.of(input, graph.integers("axis_0", 0), texts,
                        graph.integers("axis_0", 0)))
                : input;
        String context = onlyFirst
                ? firstAttend(layer, asking, input, texts, all, askers, bias)
                : attend(layer, input, texts, all, bias);
        String mixed = product(layer.mixed(), int8.quantized(context, askers.count()), hidden, hidden);
        String sum = graph.node("Add", layer.prefix() + "attention.sum", List.of(
                graph.node("Add", layer.prefix() + "attention.passed_by", List.of(mixed, asking)), mixedBias(layer)));
        String normed = norm(layer.mixedNorm(), sum, askers, raisedNorm(layer));
        String broad = product(layer.wide(), int8.quantized(normed, askers.count()), hidden, wide);
        String gelu = graph.contributed("FastGelu", layer.prefix() + "intermediate",
                List.of(broad, loweredBias(layer)));
        String fed = product(layer.narrow(), int8.quantizedGelu(gelu, askers.count()), wide, hidden);
        return norm(layer.narrowNorm(), graph.node("Add", layer.prefix() + "sum", List.of(fed, normed)), askers,
                parts.weight(layer.narrowNorm() + ".bias", hidden));
    }

    /// @param input shape (R, hidden), of the tokens that ask
    private String norm(String name, String input, Askers askers, String bias) throws SafetensorsException {
        return RowNorms.of(graph, name, input, 2, askers.count(), parts.weight(name + ".weight", hidden),
                Optional.of(bias), config.layerNormEps());
    }

    /// @param input shape (S B, hidden)
    /// @return shape (S B, hidden)
    private String attend(PostNormLayerNodes layer, String input, String texts, Askers all, String bias)
            throws SafetensorsException {
        Rows rows = int8.quantized(input, all.count());
        String all3 = split(joined(layer, "qkv", rows, layer.query(), layer.key(), layer.value()), texts, all, 3);
        String query = layer.prefix() + "attention.queries";
        String key = layer.prefix() + "attention.keys";
        String value = layer.prefix() + "attention.values";
        graph.nodes("Split", List.of(query, key, value),
                List.of(all3, graph.integers("three_parts", heads, heads, heads)), attribute("axis", 2L));
        return context(layer, query, key, value, bias);
    }

    /// @param first shape (B, hidden)
    /// @param input shape (S B, hidden)
    /// @return shape (B, hidden)
    private String firstAttend(PostNormLayerNodes layer, String first, String input, String texts, Askers all,
            Askers askers, String bias) throws SafetensorsException {
        Rows rows = int8.quantized(input, all.count());
        String both = split(joined(layer, "kv", rows, layer.key(), layer.value()), texts, all, 2);
        String key = layer.prefix() + "attention.keys";
        String value = layer.prefix() + "attention.values";
        graph.nodes("Split", List.of(key, value), List.of(both, graph.integers("two_parts", heads, heads)),
                attribute("axis", 2L));
        String query = split(product(layer.query(), int8.quantized(first, askers.count()), hidden, hidden), texts,
                askers, 1);
        return context(layer, query, key, value, bias);
    }

    /// @param query shape (R, B, heads, head size), without bias
    /// @param key shape (S, B, heads, head size)
    /// @return shape (R B, hidden)
    private String context(PostNormLayerNodes layer, String query, String key, String value, String bias)
            throws SafetensorsException {
        String name = layer.prefix() + "attention.";
        String queryBias = graph.weight(layer.query() + ".bias_by_head", Shape.of(heads, headSize),
                parts.stored(layer.query() + ".bias", hidden));
        String asked = graph.node("Add", name + "asked", List.of(query, queryBias));
        String product = graph.contributed("FusedMatMul", name + "scaled", List.of(asked, key),
                attribute("alpha", (float) (1 / Math.sqrt(headSize))), attribute("transB", 1L),
                attribute("transBatchA", 1L), attribute("transBatchB", 1L)); // (B, heads, R, S)
        String scores = graph.node("Add", name + "scores", List.of(product, bias));
        String shares = graph.node("Softmax", name + "shares", List.of(scores), attribute("axis", -1L));
        String perHead = graph.contributed("FusedMatMul", name + "per_head", List.of(shares, value),
                attribute("transBatchB", 1L)); // (B, heads, R, head size)
        String byPosition = graph.node("Transpose", name + "by_position", List.of(perHead),
                attribute("perm", 2, 0, 1, 3));
        return graph.node("Reshape", name + "context", List.of(byPosition, "shape_rows"));
    }

    /// Several matrices of shape (hidden, hidden) as one product.
    private String joined(PostNormLayerNodes layer, String name, Rows rows, String... matrices)
            throws SafetensorsException {
        int all = matrices.length * hidden;
        var numbers = new Weight.Numbers[matrices.length];
        for (int i = 0; i < matrices.length; i++) {
            numbers[i] = parts.stored(matrices[i] + ".weight", hidden, hidden);
        }
        String output = layer.prefix() + "attention." + name;
        return int8.product(output, rows, output, Shape.of(hidden, all), () -> {
            float[] below = new float[all * hidden];
            for (int i = 0; i < numbers.length; i++) {
                System.arraycopy(numbers[i].read(), 0, below, i * hidden * hidden, hidden * hidden);
            }
            return Matrices.transpose(below, all, hidden);
        });
    }

    private String product(String name, Rows rows, int in, int out) throws SafetensorsException {
        return int8.product(name + "/product", rows, name + ".weight", Shape.of(in, out),
                parts.transposed(name, in, out));
    }

    /// (rows, many hidden) to (length, B, many heads, head size).
    private String split(String input, String texts, Askers askers, int many) {
        String shape = graph.once("shape_%d_%s".formatted(many, askers.length()), name -> graph.node("Concat", name,
                List.of(askers.length(), texts, graph.integers("split_" + many, (long) many * heads, headSize)),
                attribute("axis", 0L)));
        return graph.node("Reshape", input + "/split", List.of(input, shape));
    }

    /// b + W (bias of the values), of the layer after attention.
    private String mixedBias(PostNormLayerNodes layer) throws SafetensorsException {
        Weight.Numbers weight = parts.stored(layer.mixed() + ".weight", hidden, hidden);
        Weight.Numbers bias = parts.stored(layer.mixed() + ".bias", hidden);
        Weight.Numbers values = parts.stored(layer.value() + ".bias", hidden);
        return graph.weight(layer.mixed() + ".bias_with_values", Shape.of(hidden),
                () -> sum(bias.read(), 1, Matrices.times(weight.read(), values.read())));
    }

    /// The shift of the norm before the feed-forward layer, and that layer's last bias.
    private String raisedNorm(PostNormLayerNodes layer) throws SafetensorsException {
        Weight.Numbers shift = parts.stored(layer.mixedNorm() + ".bias", hidden);
        Weight.Numbers narrow = parts.stored(layer.narrow() + ".bias", hidden);
        return graph.weight(layer.mixedNorm() + ".bias_raised", Shape.of(hidden),
                () -> sum(shift.read(), 1, narrow.read()));
    }

    /// The feed-forward layer's first bias, less what [#raisedNorm] brings in.
    private String loweredBias(PostNormLayerNodes layer) throws SafetensorsException {
        int wide = config.intermediateSize();
        Weight.Numbers weight = parts.stored(layer.wide() + ".weight", wide, hidden);
        Weight.Numbers bias = parts.stored(layer.wide() + ".bias", wide);
        Weight.Numbers narrow = parts.stored(layer.narrow() + ".bias", hidden);
        return graph.weight(layer.wide() + ".bias_lowered", Shape.of(wide),
                () -> sum(bias.read(), -1, Matrices.times(weight.read(), narrow.read())));
    }

    private static float[] sum(float[] numbers, int sign, float[] others) {
        float[] sum = new float[numbers.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = numbers[i] + sign * others[i];
        }
        return sum;
    }
}
