package dev.retort.train;

import dev.retort.student.Scheduler;
import dev.retort.student.TrainOptions;

/// The learning rate of each step: it rises linearly from 0 during the warm-up, then goes as the scheduler says. The
/// same numbers as transformers' `get_linear_schedule_with_warmup`, `get_cosine_schedule_with_warmup` and
/// `get_constant_schedule_with_warmup`.
///
/// @param peak reached at the end of the warm-up
/// @param warmup steps
/// @param total steps, the warm-up included
record Schedule(Scheduler scheduler, double peak, int warmup, int total) {
    static Schedule of(TrainOptions options, int total) {
        return new Schedule(options.scheduler(), options.learningRate(), warmup(options.warmupRatio(), total), total);
    }

    static Schedule linear(double peak, double warmupRatio, int total) {
        return new Schedule(Scheduler.LINEAR, peak, warmup(warmupRatio, total), total);
    }

    private static int warmup(double ratio, int total) {
        return (int) Math.ceil(ratio * total);
    }

    /// @param step from 0; with a warm-up, step 0 has rate 0
    double rate(int step) {
        if (step < warmup) {
            return peak * step / Math.max(1, warmup);
        }
        int length = Math.max(1, total - warmup);
        return switch (scheduler) {
            case LINEAR -> peak * Math.max(0, total - step) / length;
            case COSINE -> peak * Math.max(0, (1 + Math.cos(Math.PI * (step - warmup) / length)) / 2);
            case CONSTANT -> peak;
        };
    }
}
