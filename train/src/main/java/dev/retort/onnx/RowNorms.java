package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import java.util.List;
import java.util.Optional;

/// Layer norms for ONNX Runtime on CPUs: each row is a channel of an `InstanceNormalization`, which takes away the mean and
/// divides by the deviation; the norm's own weight and bias follow. Up to version 1.29 its `LayerNormalization` takes
/// several times as long.
final class RowNorms {
    private RowNorms() {}

    /// @param input shape (rows, size), or (B, rows, size)
    /// @param axes of the input, 2 or 3
    /// @param rows shape (1): how many
    /// @param weight shape (size)
    /// @param bias shape (size)
    static String of(Graph graph, String name, String input, int axes, String rows, String weight,
            Optional<String> bias, double epsilon) {
        String ones = graph.once("norm/ones_" + rows,
                made -> graph.node("Expand", made, List.of(graph.number("norm/one", 1f), rows)));
        String zeros = graph.once("norm/zeros_" + rows,
                made -> graph.node("Expand", made, List.of(graph.number("norm/zero", 0f), rows)));
        String axis = graph.integers("axis_0", 0);
        String channels = axes == 3 ? input : graph.node("Unsqueeze", name + "/channels", List.of(input, axis));
        String normed = graph.node("InstanceNormalization", name + "/normed", List.of(channels, ones, zeros),
                attribute("epsilon", (float) epsilon));
        String unscaled = axes == 3 ? normed : graph.node("Squeeze", name + "/rows", List.of(normed, axis));
        String scaled = graph.node("Mul", bias.isPresent() ? name + "/scaled" : name, List.of(unscaled, weight));
        return bias.map(shift -> graph.node("Add", name, List.of(scaled, shift))).orElse(scaled);
    }
}
