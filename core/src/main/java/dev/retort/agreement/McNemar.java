package dev.retort.agreement;

/// McNemar's test (1947): do two predictors, judged on the same examples, differ in how often they are right? Only the
/// examples that exactly one of them gets right say anything.
///
/// @param onlyFirst examples only the first predictor gets right
/// @param onlySecond examples only the second gets right
/// @param p the exact two-sided p-value, min(1, 2 P(X ≤ min(onlyFirst, onlySecond))) with X binomial at one half; 1 if
///        the predictors never differ
public record McNemar(long onlyFirst, long onlySecond, double p) {

    public static McNemar exact(long onlyFirst, long onlySecond) {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new IllegalArgumentException(
                    "McNemar's test needs counts of 0 or more, got %d and %d".formatted(onlyFirst, onlySecond));
        }
        long n = onlyFirst + onlySecond;
        long least = Math.min(onlyFirst, onlySecond);
        // In logarithms: C(n, i) / 2^n underflows from n = 1075 on. Summed from the largest term down.
        double logTerm = -n * Math.log(2);
        for (long i = 1; i <= least; i++) {
            logTerm += Math.log((double) (n - i + 1) / i);
        }
        double term = 1;
        double sum = 0;
        for (long i = least; i >= 0 && term > sum * 1e-18; i--) {
            sum += term;
            term *= (double) i / (n - i + 1);
        }
        return new McNemar(onlyFirst, onlySecond, Math.min(1, 2 * Math.exp(logTerm) * sum));
    }

    /// From what each got right, example by example.
    ///
    /// @throws IllegalArgumentException if the arrays differ in length
    public static McNemar exact(boolean[] firstRight, boolean[] secondRight) {
        if (firstRight.length != secondRight.length) {
            throw new IllegalArgumentException("McNemar's test needs the same examples for both, got %d and %d"
                    .formatted(firstRight.length, secondRight.length));
        }
        long onlyFirst = 0;
        long onlySecond = 0;
        for (int i = 0; i < firstRight.length; i++) {
            onlyFirst += firstRight[i] && !secondRight[i] ? 1 : 0;
            onlySecond += secondRight[i] && !firstRight[i] ? 1 : 0;
        }
        return exact(onlyFirst, onlySecond);
    }
}
