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

    /// The mean loss of the last `logging-steps` steps.
    ///
    /// @param step the last of them, from 1
    /// @param steps of all epochs
    /// @param learningRate of the last of them
    record Logged(int step, int steps, double meanLoss, double learningRate) implements TrainEvent {}

    /// One of several trainings begins: the next [Started] and what follows belong to it, and its steps count from 1.
    ///
    /// @param name such as `fold 2` or `seed 43`
    /// @param number from 1
    /// @param of how many of its kind there are
    record TrialBegan(String name, int number, int of) implements TrainEvent {}

    /// All folds, or the trainings by all seeds, are done.
    record TrialsEnded(Trials trials) implements TrainEvent {}

    /// An epoch, or what lies between two evaluations, was learnt, validated and saved.
    ///
    /// @param taken whether the student would now be taken from this epoch
    record EpochEnded(EpochResult result, boolean taken) implements TrainEvent {}
}
