package dev.retort.train;

import dev.retort.student.TrainOptions;

/// When a training does what, counted in steps from 1.
///
/// @param textsPerStep batch size times accumulated batches
/// @param stepsPerEpoch the last one may have fewer texts
/// @param total steps of all epochs, after which the rate has run its course
/// @param end the last step, if training does not stop early; at most `total`
/// @param evaluateEvery steps from one evaluation to the next
/// @param saveEvery steps from one checkpoint to the next, beside those of evaluations; 0 for none
record Plan(int textsPerStep, int stepsPerEpoch, int total, int end, int evaluateEvery, int saveEvery) {
    static Plan of(int texts, TrainOptions options) {
        int textsPerStep = Math.multiplyExact(options.batchSize(), options.gradientAccumulation());
        int stepsPerEpoch = BatchOrder.count(texts, textsPerStep);
        int total = Math.multiplyExact(options.epochs(), stepsPerEpoch);
        int evaluateEvery = switch (options.evalStrategy()) {
            case EPOCH -> stepsPerEpoch;
            case STEPS -> options.evalSteps();
        };
        return new Plan(textsPerStep, stepsPerEpoch, total, total, evaluateEvery, options.saveSteps());
    }

    /// The same, but looked at only when it is over, after a share of the steps.
    Plan endingAt(double share) {
        int last = Math.clamp(Math.round(share * total), 1, total);
        return new Plan(textsPerStep, stepsPerEpoch, total, last, last, saveEvery);
    }

    /// The epoch, from 1, that a step belongs to.
    int epoch(int step) {
        return (step - 1) / stepsPerEpoch + 1;
    }

    boolean evaluatesAfter(int step) {
        return step % evaluateEvery == 0 || step == end;
    }

    boolean savesAfter(int step) {
        return saveEvery > 0 && step % saveEvery == 0;
    }
}
