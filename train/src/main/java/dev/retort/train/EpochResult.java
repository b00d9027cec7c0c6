package dev.retort.train;

import java.time.Duration;

/// What an epoch came to, measured on the held-out annotated texts; or, where evaluations are counted in steps, what a
/// stretch of steps came to.
///
/// @param epoch number of the evaluation, from 1
/// @param steps taken when it was measured
/// @param trainLoss mean over the steps since the evaluation before, with dropout
/// @param validation without dropout
/// @param time learning and validating since the evaluation before
public record EpochResult(int epoch, int steps, double trainLoss, Validation validation, Duration time) {}
