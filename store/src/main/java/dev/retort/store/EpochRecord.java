package dev.retort.store;

/// How one pass over the training set went. A figure that is not a number (a diverged loss) is kept as such.
///
/// @param epoch from 1
/// @param learningRate of the epoch's last step
public record EpochRecord(String student, int epoch, double trainLoss, double validationLoss, double validationAccuracy,
        double validationMacroF1, double textsPerSecond, double learningRate, double seconds) {}
