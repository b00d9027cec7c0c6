package dev.retort.train;

import dev.retort.base.EncoderConfig;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Device;
import dev.retort.evaluate.Calibration;
import dev.retort.infer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a finished student's weights say about the texts that were held out from its training.
///
/// @param ids of the texts
/// @param labels index of the annotated label of each
/// @param logits a row for each, one score for each label
public record HeldOutScores(List<String> ids, List<Integer> labels, List<float[]> logits) {
    private static final int TEXTS_PER_BATCH = 32;

    public HeldOutScores {
        ids = List.copyOf(ids);
        labels = List.copyOf(labels);
        logits = List.copyOf(logits);
    }

    /// Must be called on a platform thread.
    ///
    /// @param set that `fit` was trained on
    /// @param base that it was trained from
    public static HeldOutScores of(TrainingSet set, Fit fit, Path base) throws IOException {
        List<TrainingText> texts = Holdout.of(set, fit.options().validationShare(), fit.options().seed()).validate();
        var logits = new ArrayList<float[]>();
        try (Classifier model = Classifier.load(EncoderConfig.read(base), fit.judged(), set.labels().size(),
                fit.options().seed(), Device.of(fit.options().device()));
                var tokenizer = Tokenizer.open(base,
                        Math.min(fit.options().maxSeqLength(), model.config().maxTokens()))) {
            int[][] ids = tokenizer.encode(texts.stream().map(TrainingText::text).toList());
            for (int from = 0; from < ids.length; from += TEXTS_PER_BATCH) {
                logits.addAll(model.score(List.of(ids).subList(from, Math.min(from + TEXTS_PER_BATCH, ids.length))));
            }
        }
        return new HeldOutScores(texts.stream().map(TrainingText::id).toList(),
                texts.stream().map(TrainingText::label).toList(), logits);
    }

    /// The temperature by which these texts' probabilities are as sure as they are right.
    public Calibration calibration() {
        return Calibration.of(logits, labels.stream().mapToInt(Integer::intValue).toArray());
    }

    /// Whether each text's best-scored label is the annotated one.
    public boolean[] right() {
        boolean[] right = new boolean[labels.size()];
        for (int text = 0; text < right.length; text++) {
            float[] scores = logits.get(text);
            int best = 0;
            for (int label = 1; label < scores.length; label++) {
                best = scores[label] > scores[best] ? label : best;
            }
            right[text] = best == labels.get(text);
        }
        return right;
    }
}
