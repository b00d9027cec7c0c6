package dev.retort.train;

import java.time.Duration;
import java.util.List;

/// What a training run tells while it goes on.
public sealed interface TrainEvent {
    /// The data is ready and the base model loaded.
    ///
    /// @param texts to learn from
    /// @param validationTexts held out
    /// @param epochs at most
    /// @param stepsPerEpoch batches
    /// @param finishedEpochs epochs that an interrupted run left finished; 0 for a new run
    /// @param drawn weights that the base model lacked, so that they start from random numbers
    record Started(int texts, int validationTexts, int epochs, int stepsPerEpoch, int finishedEpochs,
            List<String> drawn) implements TrainEvent {
        public Started {
            drawn = List.copyOf(drawn);
        }
    }

    /// A batch was learnt.
    ///
    /// @param epoch from 1
    /// @param step from 1, over all epochs
    /// @param steps of all epochs
    /// @param loss of the batch before the update
    /// @param learningRate of this update
    /// @param gradientNorm before clipping
    /// @param textsPerSecond since this process began to learn
    /// @param left estimated from the tokens still to come, all epochs counted
    record Stepped(int epoch, int step, int steps, double loss, double learningRate, double gradientNorm,
            double textsPerSecond, Duration left) implements TrainEvent {}

    /// An epoch was learnt, validated and saved.
    ///
    /// @param taken whether the student would now be taken from this epoch
    record EpochEnded(EpochResult result, boolean taken) implements TrainEvent {}
}
