package dev.retort.annotate;

/// A figure that is not known yet: what it will be on average, and the bounds between which it is expected to lie.
public record Expected(double low, double mean, double high) {
    public static final Expected NOTHING = new Expected(0, 0, 0);

    public Expected {
        if (!(low >= 0 && low <= mean && mean <= high)) {
            throw new IllegalArgumentException(
                    "expected figures run from low over mean to high, got %s, %s, %s".formatted(low, mean, high));
        }
    }

    static Expected exactly(double value) {
        return new Expected(value, value, value);
    }

    /// The mean of future values, judged by a sample of past ones: two standard errors to each side, of the sample's
    /// mean and of the future mean together, `2 s (1/n + 1/future)^(1/2)`.
    ///
    /// @param sample at least two values of 0 or more
    /// @param future how many are to come
    static Expected ofSample(double[] sample, long future) {
        double sum = 0;
        for (double value : sample) {
            sum += value;
        }
        double mean = sum / sample.length;
        double squares = 0;
        for (double value : sample) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / (sample.length - 1));
        double half = 2 * deviation * Math.sqrt(1.0 / sample.length + 1.0 / Math.max(1, future));
        return new Expected(Math.max(0, mean - half), mean, mean + half);
    }

    public Expected times(double factor) {
        return new Expected(low * factor, mean * factor, high * factor);
    }

    public Expected plus(Expected other) {
        return new Expected(low + other.low, mean + other.mean, high + other.high);
    }

    Expected atMost(double limit) {
        return new Expected(Math.min(low, limit), Math.min(mean, limit), Math.min(high, limit));
    }
}
