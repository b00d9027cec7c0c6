package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.onnx.Int8Nodes.Rows;
import dev.retort.safetensors.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a graph multiplies by its weights.
interface Products {
    /// x W over the last axis.
    ///
    /// @param input shape (B, S, in)
    /// @param name of the matrix
    /// @param matrix shape (in, out)
    /// @param numbers of the matrix, float32
    /// @return shape (B, S, out)
    String product(String output, String input, String name, Shape matrix, Weight.Numbers numbers);

    /// Whether the graph is for ONNX Runtime on CPUs alone.
    default boolean inInt8() {
        return false;
    }

    /// In float32, by a standard operator; for any number of axes before the last.
    static Products float32(Graph graph) {
        return (output, input, name, matrix, numbers) -> graph.node("MatMul", output,
                List.of(input, graph.weight(name, matrix, numbers)));
    }

    /// In int8, by [Int8Nodes]; an input of several products is quantized once.
    static Products int8(Graph graph) {
        var nodes = new Int8Nodes(graph);
        Map<String, Rows> quantized = new HashMap<>();
        return new Products() {
            @Override
            public String product(String output, String input, String name, Shape matrix, Weight.Numbers numbers) {
                Rows rows = quantized.computeIfAbsent(input, _ -> quantized(graph, nodes, input, matrix.extent(0)));
                return nodes.product(output, rows, name, matrix, numbers);
            }

            @Override
            public boolean inInt8() {
                return true;
            }
        };
    }

    /// By token, with the axes of the input.
    private static Rows quantized(Graph graph, Int8Nodes nodes, String input, long in) {
        String flat = graph.node("Reshape", input + "/rows", List.of(input, graph.integers("rows_of_" + in, -1, in)));
        String count = graph.node("Shape", input + "/row_count", List.of(flat), attribute("start", 0L),
                attribute("end", 1L));
        Rows rows = nodes.quantized(flat, count);
        String shape = graph.node("Shape", input + "/shape", List.of(input));
        String scaleShape = graph.node("Concat", input + "/scale_shape",
                List.of(graph.node("Shape", input + "/texts_tokens", List.of(input), attribute("start", 0L),
                        attribute("end", 2L)), graph.integers("axis_1", 1)),
                attribute("axis", 0L));
        return new Rows(graph.node("Reshape", input + "/int8", List.of(rows.numbers(), shape)),
                graph.node("Reshape", input + "/token_scales", List.of(rows.scales(), scaleShape)), rows.zero());
    }
}
