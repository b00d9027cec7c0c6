package dev.retort.train;

import java.time.Duration;

/// What an epoch came to, measured on the held-out annotated texts.
///
/// @param epoch from 1
/// @param trainLoss mean over the epoch's batches, with dropout
/// @param validation without dropout
/// @param time learning and validating
public record EpochResult(int epoch, double trainLoss, Validation validation, Duration time) {}
