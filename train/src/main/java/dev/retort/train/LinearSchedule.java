package dev.retort.train;

/// The learning rate rises linearly from 0 during the warm-up, then falls linearly to 0 at the end.
///
/// @param peak reached at the end of the warm-up
/// @param warmup steps
/// @param total steps, the warm-up included
record LinearSchedule(double peak, int warmup, int total) {
    static LinearSchedule of(double peak, double warmupRatio, int total) {
        return new LinearSchedule(peak, (int) Math.ceil(warmupRatio * total), total);
    }

    /// @param step from 0; with a warm-up, step 0 has rate 0
    double rate(int step) {
        return step < warmup
                ? peak * step / Math.max(1, warmup)
                : peak * Math.max(0, total - step) / Math.max(1, total - warmup);
    }
}
