package dev.retort.benchmarks.host;

import java.util.random.RandomGenerator;

/// How often the host misbehaves, each from 0 to 1.
///
/// @param limited 429 for no reason, every other one with `Retry-After`
/// @param failed 500
/// @param reset a connection reset in the middle of the body
/// @param hanging no answer, ever
/// @param cut an answer whose JSON ends half-way
/// @param huge an answer of 1 MB
record Shares(double limited, double failed, double reset, double hanging, double cut, double huge) {
    static final Shares NONE = new Shares(0, 0, 0, 0, 0, 0);
    static final Shares CHAOS = new Shares(0.10, 0.05, 0.02, 0.02, 0.03, 0.01);

    /// What is to become of one request.
    Deed draw(RandomGenerator random) {
        double point = random.nextDouble();
        double[] bounds = {limited / 2, limited / 2, failed, reset, hanging, cut, huge};
        Deed[] deeds = {Deed.LIMITED, Deed.LIMITED_WITH_PAUSE, Deed.FAILED, Deed.RESET, Deed.HANGING, Deed.CUT,
                Deed.HUGE};
        for (int i = 0; i < bounds.length; i++) {
            if (point < bounds[i]) {
                return deeds[i];
            }
            point -= bounds[i];
        }
        return Deed.ANSWERED;
    }
}
