package dev.retort.train;

import dev.retort.evaluate.LabelThreshold;
import dev.retort.student.ProblemType;
import dev.retort.student.TrainOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A finished fine-tuning.
///
/// @param problem what the student says about a text
/// @param weights safetensors file of the epoch taken, under Hugging Face names
/// @param epochs in order; fewer than asked for if patience ran out
/// @param bestEpoch the epoch taken, from 1
/// @param drawn weights that the base model lacked, so that they started from random numbers
/// @param thresholds of the labels, in their order, by the held-out texts; none unless the problem is multi-label
/// @param texts learnt from
/// @param validationTexts held out
/// @param time learning and validating, over all runs of an interrupted training
/// @param fingerprint of data, options and base model: equal fingerprints give equal weights on one machine
public record Fit(TrainOptions options, ProblemType problem, List<String> labels, Path weights,
        List<EpochResult> epochs, int bestEpoch,
        List<String> drawn, List<LabelThreshold> thresholds, int texts, int validationTexts, Duration time,
        String fingerprint) {
    public Fit {
        labels = List.copyOf(labels);
        epochs = List.copyOf(epochs);
        drawn = List.copyOf(drawn);
        thresholds = List.copyOf(thresholds);
    }

    public EpochResult best() {
        return epochs.get(bestEpoch - 1);
    }

    /// The rate of the last step of an epoch.
    public double learningRateAfter(int epoch) {
        int steps = BatchOrder.count(texts, options.batchSize());
        return LinearSchedule.of(options.learningRate(), options.warmupRatio(), options.epochs() * steps)
                .rate(epoch * steps - 1);
    }

    /// Whether patience ran out before the last epoch.
    public boolean stoppedEarly() {
        return epochs.size() < options.epochs();
    }

    /// Texts learnt a second, validation included in the time.
    public double textsPerSecond() {
        return (double) texts * epochs.size() / (time.toNanos() / 1e9);
    }
}
