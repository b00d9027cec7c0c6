package dev.retort.train;

import java.time.Duration;

/// What an epoch came to, measured on the held-out annotated texts.
///
/// @param epoch from 1
/// @param trainLoss mean over the epoch's batches, with dropout
/// @param validation without dropout
/// @param time learning and validating
public record EpochResult(int epoch, double trainLoss, Validation validation, Duration time) {

    /// Whether the student should rather be taken from this epoch: by macro F1, then by lower validation loss. Of two
    /// epochs equal in both the earlier stays.
    boolean betterThan(EpochResult other) {
        int byF1 = Double.compare(validation.macroF1(), other.validation.macroF1());
        return byF1 != 0 ? byF1 > 0 : validation.loss() < other.validation.loss();
    }
}
