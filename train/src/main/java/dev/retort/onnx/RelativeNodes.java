package dev.retort.onnx;

import static dev.retort.onnx.Graph.attribute;

import dev.retort.base.DebertaV2Config;
import dev.retort.base.LogBuckets;
import java.util.List;
import java.util.stream.LongStream;

/// Which relative embedding stands between which two tokens, worked out in the graph from the number of tokens S.
///
/// The row of every distance is a constant of the graph, because logarithms of two runtimes may round to different
/// sides of a bucket's end. Beyond the farthest distance all have the first or the last row, so any S will do.
///
/// @param lowest shape (1): the first of the R rows in use
/// @param end shape (1): the row after the last of them
/// @param between shape (B, A, Q, S): which of the R rows, for each asker and token
record RelativeNodes(String lowest, String end, String between) {

    /// @param ids shape (B, S)
    /// @param prefix of the names of the nodes
    /// @param askers shape (Q): which positions ask
    /// @param positions shape (S): 0 to S - 1
    static RelativeNodes of(Graph graph, DebertaV2Config config, String ids, String prefix, String askers,
            String positions) {
        LogBuckets distances = config.distances();
        int farthest = distances.farthest();
        String rows = graph.integers("relative/row_of_distance",
                LongStream.rangeClosed(-farthest, farthest).map(distance -> distances.row((int) distance)).toArray());
        String column = graph.node("Unsqueeze", prefix + "askers", List.of(askers, graph.integers("axis_1", 1)));
        String distance = graph.node("Sub", prefix + "distance", List.of(column, positions)); // (Q, S)
        String shifted = graph.node("Add", prefix + "shifted",
                List.of(distance, graph.integer("relative/farthest", farthest)));
        String known = graph.node("Clip", prefix + "known",
                List.of(shifted, graph.integer("zero", 0), graph.integer("relative/most", 2L * farthest)));
        String row = graph.node("Gather", prefix + "row", List.of(rows, known)); // (Q, S)
        String lowest = extreme(graph, "ReduceMin", prefix + "lowest", row);
        String highest = extreme(graph, "ReduceMax", prefix + "highest", row);
        String end = graph.node("Add", prefix + "end", List.of(highest, graph.integers("axis_1", 1)));
        String inUse = graph.node("Sub", prefix + "in_use", List.of(row, lowest)); // (Q, S)
        String batch = graph.node("Shape", prefix + "batch", List.of(ids), attribute("start", 0L),
                attribute("end", 1L));
        String shape = graph.node("Concat", prefix + "shape",
                List.of(batch, graph.integers("relative/heads", config.heads()),
                        graph.node("Shape", prefix + "extents", List.of(inUse))),
                attribute("axis", 0L));
        return new RelativeNodes(lowest, end, graph.node("Expand", prefix + "between", List.of(inUse, shape)));
    }

    /// 0 to S - 1.
    ///
    /// @param ids shape (B, S)
    static String positions(Graph graph, String ids) {
        String extent = graph.node("Shape", "relative/extent", List.of(ids), attribute("start", 1L),
                attribute("end", 2L));
        String length = graph.node("Squeeze", "relative/length", List.of(extent, graph.integers("axis_0", 0)));
        return graph.node("Range", "relative/positions",
                List.of(graph.integer("zero", 0), length, graph.integer("relative/step", 1)));
    }

    /// The R rows in use of 2 K, which lie along an axis.
    String used(Graph graph, String name, String all, int axis) {
        return graph.node("Slice", name, List.of(all, lowest, end, graph.integers("axis_" + axis, axis)));
    }

    /// @return shape (1)
    private static String extreme(Graph graph, String operator, String name, String rows) {
        String single = graph.node(operator, name + "/single", List.of(rows), attribute("keepdims", 0L));
        return graph.node("Unsqueeze", name, List.of(single, graph.integers("axis_0", 0)));
    }
}
