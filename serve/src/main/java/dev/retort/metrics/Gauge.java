package dev.retort.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/// A number that goes up and down, asked for when it is read.
public final class Gauge implements Metric {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, DoubleSupplier> values = new ConcurrentHashMap<>();

    Gauge(String name, String help, List<String> labels) {
        this.name = name;
        this.help = help;
        this.labels = List.copyOf(labels);
    }

    /// Where the number under these values of the labels comes from; replaces what was said before.
    public void from(DoubleSupplier value, String... labelValues) {
        values.put(List.of(labelValues), value);
    }

    /// There is no such number any more.
    public void remove(String... labelValues) {
        values.remove(List.of(labelValues));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public String type() {
        return "gauge";
    }

    @Override
    public List<String> lines() {
        return values.entrySet().stream().map(entry -> "%s%s %s".formatted(name, Series.of(labels, entry.getKey()),
                Series.number(entry.getValue().getAsDouble()))).sorted().toList();
    }
}
