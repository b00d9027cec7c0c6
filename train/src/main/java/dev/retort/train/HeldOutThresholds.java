package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.evaluate.LabelThreshold;
import java.util.List;
import java.util.stream.IntStream;

/// Thresholds by what a finished multi-label model says about the texts that were held out from its training.
final class HeldOutThresholds {
    private HeldOutThresholds() {}

    static List<LabelThreshold> of(Classifier model, List<String> labels, List<Sample> samples) {
        return of(labels, samples, HeldOut.scores(model, samples));
    }

    /// @param scores K for each sample
    /// @return one for each label
    static List<LabelThreshold> of(List<String> labels, List<Sample> samples, List<float[]> scores) {
        return IntStream.range(0, labels.size()).mapToObj(label -> {
            boolean[] annotated = new boolean[samples.size()];
            for (int text = 0; text < annotated.length; text++) {
                annotated[text] = samples.get(text).labelSet()[label];
            }
            return LabelThreshold.of(labels.get(label), annotated,
                    scores.stream().mapToDouble(score -> 1 / (1 + Math.exp(-score[label]))).toArray());
        }).toList();
    }
}
