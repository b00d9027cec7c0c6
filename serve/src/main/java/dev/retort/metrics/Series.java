package dev.retort.metrics;

import java.util.ArrayList;
import java.util.List;

/// Names and values of labels as Prometheus writes them.
final class Series {
    private Series() {}

    /// `{a="x",b="y"}`, or nothing without labels.
    static String of(List<String> names, List<String> values) {
        if (names.size() != values.size()) {
            throw new IllegalArgumentException("labels %s need as many values, got %s".formatted(names, values));
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            pairs.add("%s=\"%s\"".formatted(names.get(i), escaped(values.get(i))));
        }
        return pairs.isEmpty() ? "" : "{" + String.join(",", pairs) + "}";
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.isNaN(value) ? "NaN" : Double.toString(value);
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
