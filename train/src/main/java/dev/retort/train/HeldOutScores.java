package dev.retort.train;

import dev.retort.evaluate.Calibration;
import dev.retort.evaluate.LabelThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What the weights that a training is judged by say about the texts that were held out from it.
///
/// @param texts as annotated
/// @param logits a row for each, one score for each label
public record HeldOutScores(List<TrainingText> texts, List<float[]> logits) {
    public HeldOutScores {
        texts = List.copyOf(texts);
        logits = List.copyOf(logits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeldOutScores scores && texts.equals(scores.texts)
                && Arrays.deepEquals(logits.toArray(), scores.logits.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * texts.hashCode() + Arrays.deepHashCode(logits.toArray());
    }

    /// The temperature by which these texts' probabilities are as sure as they are right, for one label per text.
    public Calibration calibration() {
        return Calibration.of(logits, texts.stream().mapToInt(TrainingText::label).toArray());
    }

    /// Whether each text's best-scored label is the annotated one.
    public boolean[] right() {
        boolean[] right = new boolean[texts.size()];
        for (int text = 0; text < right.length; text++) {
            right[text] = HeldOut.best(logits.get(text)) == texts.get(text).label();
        }
        return right;
    }

    /// From which probability on each label counts, for sets of labels.
    ///
    /// @param labels names in the order of the scores
    List<LabelThreshold> thresholds(List<String> labels) {
        List<boolean[]> sets = texts.stream().map(TrainingText::labelSet).toList();
        return IntStream.range(0, labels.size()).mapToObj(label -> {
            boolean[] annotated = new boolean[sets.size()];
            for (int text = 0; text < annotated.length; text++) {
                annotated[text] = sets.get(text)[label];
            }
            return LabelThreshold.of(labels.get(label), annotated,
                    logits.stream().mapToDouble(row -> 1 / (1 + Math.exp(-row[label]))).toArray());
        }).toList();
    }
}
