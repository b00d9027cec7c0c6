package dev.retort.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Counts values by size.
public final class Histogram implements Metric {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final double[] bounds;
    private final Map<List<String>, Counts> counts = new ConcurrentHashMap<>();

    /// @param bounds upper ones, inclusive, ascending; one more without a bound comes after them
    Histogram(String name, String help, double[] bounds, List<String> labels) {
        this.name = name;
        this.help = help;
        this.bounds = bounds.clone();
        this.labels = List.copyOf(labels);
    }

    private static final class Counts {
        private final LongAdder[] buckets;
        private final DoubleAdder sum = new DoubleAdder();

        Counts(int bounds) {
            buckets = Stream.generate(LongAdder::new).limit(bounds + 1L).toArray(LongAdder[]::new);
        }
    }

    /// @param values of the labels, in their order
    public void observe(double value, String... values) {
        Counts series = counts.computeIfAbsent(List.of(values), _ -> new Counts(bounds.length));
        int place = Arrays.binarySearch(bounds, value);
        series.buckets[place < 0 ? -place - 1 : place].increment();
        series.sum.add(value);
    }

    /// How many values were seen under these values of the labels.
    public long count(String... values) {
        Counts series = counts.get(List.of(values));
        return series == null ? 0 : Arrays.stream(series.buckets).mapToLong(LongAdder::sum).sum();
    }

    /// Their sum.
    public double sum(String... values) {
        Counts series = counts.get(List.of(values));
        return series == null ? 0 : series.sum.sum();
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
        return "histogram";
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts.entrySet().stream().sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> addLines(entry.getKey(), entry.getValue(), lines));
        return lines;
    }

    private void addLines(List<String> values, Counts series, List<String> lines) {
        List<String> names = Stream.concat(labels.stream(), Stream.of("le")).toList();
        long below = 0;
        for (int i = 0; i <= bounds.length; i++) {
            below += series.buckets[i].sum();
            String bound = i < bounds.length ? Series.number(bounds[i]) : "+Inf";
            lines.add("%s_bucket%s %d".formatted(name,
                    Series.of(names, Stream.concat(values.stream(), Stream.of(bound)).toList()), below));
        }
        lines.add("%s_sum%s %s".formatted(name, Series.of(labels, values), Series.number(series.sum.sum())));
        lines.add("%s_count%s %d".formatted(name, Series.of(labels, values), below));
    }
}
