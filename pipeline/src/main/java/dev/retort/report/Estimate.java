package dev.retort.report;

import java.util.Optional;

/// A metric from 0 to 1 with its interval where one was drawn.
public record Estimate(double value, Optional<Interval> interval) {
    public Estimate {
        Rules.share("a metric", value);
    }

    public static Estimate of(double value) {
        return new Estimate(value, Optional.empty());
    }

    public static Estimate of(double value, double low, double high) {
        return new Estimate(value, Optional.of(new Interval(low, high)));
    }
}
