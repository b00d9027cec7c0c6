package dev.retort.report;

/// A 95 % bootstrap interval.
public record Interval(double low, double high) {
    public Interval {
        Rules.share("the low end of an interval", low);
        Rules.share("the high end of an interval", high);
        Rules.require(low <= high, "the low end of an interval", "must not be above its high end " + high, low);
    }
}
