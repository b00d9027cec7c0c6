package dev.retort.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts up.
public final class Counter implements Metric {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, LongAdder> counts = new ConcurrentHashMap<>();

    Counter(String name, String help, List<String> labels) {
        this.name = name;
        this.help = help;
        this.labels = List.copyOf(labels);
    }

    /// @param values of the labels, in their order
    public void add(long more, String... values) {
        counts.computeIfAbsent(List.of(values), _ -> new LongAdder()).add(more);
    }

    /// What was counted under these values so far.
    public long count(String... values) {
        LongAdder count = counts.get(List.of(values));
        return count == null ? 0 : count.sum();
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
        return "counter";
    }

    @Override
    public List<String> lines() {
        return counts.entrySet().stream()
                .map(entry -> "%s%s %d".formatted(name, Series.of(labels, entry.getKey()), entry.getValue().sum()))
                .sorted().toList();
    }
}
