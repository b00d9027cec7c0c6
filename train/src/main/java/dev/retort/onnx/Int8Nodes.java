package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.safetensors.Shape;
import java.util.List;

/// Matrix products in int8, as nodes: weights with a scale for each column, activations with one for each row, found as
/// the graph runs.
///
/// The row is a token. A scale for the whole tensor, which is what runtimes' own dynamic quantization takes, would make a
/// token's numbers depend on the texts that share its batch; this way nothing but its own text does. The product of
/// whole numbers is exact, so the batch cannot be seen in it either.
///
/// `MatMulIntegerToFloat` of ONNX Runtime multiplies by the columns' scales as it writes its result; the rows' scales
/// follow as one product.
final class Int8Nodes {
    /// Where zero lies among 256 whole numbers.
    private static final int MIDDLE = 128;
    private static final float MOST = 127;
    /// A row of zeros has some scale too.
    private static final float LEAST_SCALE = 1e-9f;
    /// Of gelu, whose numbers are at least -0.17: zero is low, so that those above have twice the steps.
    private static final int LOW = 15;
    private static final float GELU_LOWEST = 0.17f;

    private final Graph graph;

    /// @param numbers shape (rows, in), uint8; or more axes in place of the first
    /// @param scales shape (rows, 1), or as many more
    /// @param zero which whole number is zero
    record Rows(String numbers, String scales, int zero) {}

    Int8Nodes(Graph graph) {
        this.graph = graph;
    }

    /// @param input shape (rows, in)
    /// @param count shape (1): how many rows
    Rows quantized(String input, String count) {
        String highest = graph.node("ReduceMax", input + "/highest", List.of(input), attribute("axes", new long[]{1}),
                attribute("keepdims", 0L));
        String lowest = graph.node("ReduceMin", input + "/lowest", List.of(input), attribute("axes", new long[]{1}),
                attribute("keepdims", 0L));
        String size = graph.node("Max", input + "/size",
                List.of(highest, graph.node("Neg", input + "/depth", List.of(lowest)),
                        graph.number("int8/least", LEAST_SCALE * MOST)));
        String scales = graph.node("Mul", input + "/scales",
                List.of(size, graph.number("int8/per_step", 1 / MOST)));
        return rows(input, scales, MIDDLE, count);
    }

    /// As [#quantized] of what gelu gave.
    Rows quantizedGelu(String input, String count) {
        String highest = graph.node("ReduceMax", input + "/highest", List.of(input), attribute("axes", new long[]{1}),
                attribute("keepdims", 0L));
        String above = graph.node("Mul", input + "/above",
                List.of(highest, graph.number("int8/per_step_above", 1f / (255 - LOW))));
        String scales = graph.node("Max", input + "/scales",
                List.of(above, graph.number("int8/least_above", GELU_LOWEST / LOW)));
        return rows(input, scales, LOW, count);
    }

    private Rows rows(String input, String scales, int zero, String count) {
        String zeros = graph.once("int8/zero_%d_%s".formatted(zero, count), name -> graph.node("Expand", name,
                List.of(graph.bytes("int8/zeros_" + zero, zero), count)));
        String numbers = graph.node("QuantizeLinear", input + "/int8", List.of(input, scales, zeros),
                attribute("axis", 0L));
        return new Rows(numbers, graph.node("Unsqueeze", input + "/row_scales",
                List.of(scales, graph.integers("axis_1", 1))), zero);
    }

    /// x W, without bias.
    ///
    /// @param name of the matrix
    /// @param matrix shape (in, out), float32
    /// @return shape (rows, out)
    String product(String output, Rows input, String name, Shape matrix, Weight.Numbers numbers) {
        int in = Math.toIntExact(matrix.extent(0));
        int out = Math.toIntExact(matrix.extent(1));
        String whole = graph.weight(name + "_int8", matrix, Weight.Type.INT8,
                () -> Int8Matrix.of(numbers.read(), in, out).numbers());
        String scales = graph.weight(name + "_scales", Shape.of(out), Weight.Type.FLOAT32,
                () -> Int8Matrix.of(numbers.read(), in, out).scales());
        String product = graph.contributed("MatMulIntegerToFloat", output + "/whole_product",
                List.of(input.numbers(), whole, graph.number("one", 1f), scales,
                        graph.smallByte("int8/zero_" + input.zero(), input.zero())));
        return graph.node("Mul", output, List.of(product, input.scales()));
    }
}
