package dev.retort.train;

import dev.retort.evaluate.LabelThreshold;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A finished fine-tuning.
///
/// @param problem what the student says about a text
/// @param weights safetensors file of the student, under Hugging Face names: those of the epoch taken, or, after a
///        refit, those that learnt all texts
/// @param judged those of the epoch taken, which have not learnt the held-out texts
/// @param epochs in order; fewer than asked for if patience ran out
/// @param bestEpoch the epoch taken, from 1
/// @param drawn weights that the base model lacked, so that they started from random numbers
/// @param heldOut what the weights `judged` say about the held-out texts
/// @param learnt the texts that `weights` have learnt
/// @param texts learnt from
/// @param validationTexts held out
/// @param time learning and validating, over all runs of an interrupted training; of the training that was taken
/// @param totalTime of all trainings: folds, seeds and refit too
/// @param fingerprint of data, options and base model: equal fingerprints give equal weights on one machine
/// @param seed of the training that was taken
/// @param seeds where several were tried
/// @param folds where there was a cross-validation
/// @param outOfFold the file with what it gave each text, as [OutOfFold] reads it
public record Fit(TrainOptions options, ProblemType problem, List<String> labels, Path weights, Path judged,
        List<EpochResult> epochs, int bestEpoch, List<String> drawn, HeldOutScores heldOut, List<String> learnt,
        int texts,
        int validationTexts, Duration time, Duration totalTime, String fingerprint, long seed, Optional<Trials> seeds,
        Optional<Trials> folds, Optional<Path> outOfFold) {
    public Fit {
        labels = List.copyOf(labels);
        epochs = List.copyOf(epochs);
        drawn = List.copyOf(drawn);
        learnt = List.copyOf(learnt);
    }

    public EpochResult best() {
        return epochs.get(bestEpoch - 1);
    }

    /// Of the labels, in their order, by the held-out texts; none unless the problem is multi-label.
    public List<LabelThreshold> thresholds() {
        return problem == ProblemType.MULTI_LABEL ? heldOut.thresholds(labels) : List.of();
    }

    /// The rate of the last step of an epoch.
    public double learningRateAfter(int epoch) {
        return Schedule.of(options, plan().total()).rate(epochs.get(epoch - 1).steps() - 1);
    }

    /// Whether patience ran out before the last step.
    public boolean stoppedEarly() {
        return epochs.getLast().steps() < plan().total();
    }

    /// Texts learnt a second, validation included in the time.
    public double textsPerSecond() {
        return learnt(epochs.getLast().steps()) / (time.toNanos() / 1e9);
    }

    /// Texts learnt a second between an evaluation and the one before, validation included in the time.
    public double textsPerSecond(int epoch) {
        EpochResult result = epochs.get(epoch - 1);
        double before = epoch == 1 ? 0 : learnt(epochs.get(epoch - 2).steps());
        return (learnt(result.steps()) - before) / Math.max(1e-9, result.time().toNanos() / 1e9);
    }

    private double learnt(int steps) {
        return (double) texts * steps / plan().stepsPerEpoch();
    }

    private Plan plan() {
        return Plan.of(texts, options);
    }
}
