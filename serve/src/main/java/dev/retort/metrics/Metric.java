package dev.retort.metrics;

import java.util.List;

/// Something measured, in one series for each combination of label values.
sealed interface Metric permits Counter, Gauge, Histogram {
    String name();

    String help();

    /// `counter`, `gauge` or `histogram`.
    String type();

    /// The lines after `# TYPE`.
    List<String> lines();
}
