package dev.retort.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// All that one server measures, and its page for Prometheus: text format 0.0.4, see
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>.
public final class Metrics {
    /// The media type of [#page()].
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final List<Metric> metrics = new CopyOnWriteArrayList<>();

    public Counter counter(String name, String help, String... labels) {
        return add(new Counter(name, help, List.of(labels)));
    }

    public Gauge gauge(String name, String help, String... labels) {
        return add(new Gauge(name, help, List.of(labels)));
    }

    /// @param bounds upper ones of the buckets, ascending
    public Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return add(new Histogram(name, help, bounds, List.of(labels)));
    }

    private <M extends Metric> M add(M metric) {
        if (metrics.stream().anyMatch(known -> known.name().equals(metric.name()))) {
            throw new IllegalArgumentException("metric '%s' is there already".formatted(metric.name()));
        }
        metrics.add(metric);
        return metric;
    }

    /// Everything, in the order it was added.
    public String page() {
        var page = new StringBuilder();
        for (Metric metric : metrics) {
            page.append("# HELP ").append(metric.name()).append(' ').append(metric.help()).append('\n');
            page.append("# TYPE ").append(metric.name()).append(' ').append(metric.type()).append('\n');
            metric.lines().forEach(line -> page.append(line).append('\n'));
        }
        return page.toString();
    }
}
