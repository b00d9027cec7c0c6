package dev.retort.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One figure, measured in several rounds.
record Rounds(List<Double> values) {
    Rounds {
        values = List.copyOf(values);
    }

    double median() {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("median", round(median()))
                .put("lowest", round(Collections.min(values))).put("highest", round(Collections.max(values)));
        ArrayNode rounds = json.putArray("rounds");
        values.forEach(value -> rounds.add(round(value)));
        return json;
    }

    /// To a tenth.
    static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
