package dev.retort.train;

import dev.retort.student.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How far the int8 export is from the float32 one, and whether it is what students are run with.
///
/// @param texts compared
/// @param maxLogitDifference largest difference of any score
/// @param sameLabels share of the texts with the same label, or the same set of labels; 1 for numbers
/// @param accuracy where there are reference labels
/// @param byDefault whether runners may take int8 unasked
/// @param reason why not
public record Int8Parity(int texts, double maxLogitDifference, double sameLabels, Optional<Accuracy> accuracy,
        boolean byDefault, Optional<String> reason) {
    /// What int8 may lose unasked: half a point of accuracy, or one text in 200.
    static final double MOST_LOST = 0.005;
    /// Fewer texts cannot tell one in 200.
    static final int LEAST_TEXTS = 200;

    /// @param texts with reference labels
    public record Accuracy(int texts, double float32, double int8) {}

    /// @param thresholds of the labels if a text may have any number of them
    /// @param float32 scores, shape (texts, labels)
    /// @param int8 scores, of the same shape
    static Int8Parity of(ProblemType problem, List<Double> thresholds, List<EvaluationText> texts, float[][] float32,
            float[][] int8) {
        double difference = 0;
        int same = 0;
        int judged = 0;
        int right32 = 0;
        int right8 = 0;
        for (int text = 0; text < float32.length; text++) {
            for (int label = 0; label < float32[text].length; label++) {
                difference = Math.max(difference, Math.abs(float32[text][label] - int8[text][label]));
            }
            List<Integer> said32 = labels(problem, thresholds, float32[text]);
            List<Integer> said8 = labels(problem, thresholds, int8[text]);
            same += said32.equals(said8) ? 1 : 0;
            if (texts.get(text).reference().isPresent()) {
                List<Integer> reference = List.of(texts.get(text).reference().getAsInt());
                judged++;
                right32 += said32.equals(reference) ? 1 : 0;
                right8 += said8.equals(reference) ? 1 : 0;
            }
        }
        double share = (double) same / float32.length;
        Optional<Accuracy> accuracy = judged == 0
                ? Optional.empty()
                : Optional.of(new Accuracy(judged, (double) right32 / judged, (double) right8 / judged));
        Optional<String> reason = against(problem, float32.length, share, accuracy);
        return new Int8Parity(float32.length, difference, share, accuracy, reason.isEmpty(), reason);
    }

    private static Optional<String> against(ProblemType problem, int texts, double same,
            Optional<Accuracy> accuracy) {
        if (problem == ProblemType.REGRESSION) {
            return Optional.of("numbers are not rounded unasked");
        }
        if (accuracy.isPresent() && accuracy.get().texts() >= LEAST_TEXTS) {
            double lost = accuracy.get().float32() - accuracy.get().int8();
            return lost <= MOST_LOST + 1e-9
                    ? Optional.empty()
                    : Optional.of(String.format(Locale.ROOT,
                            "it loses %.2f points of accuracy on %,d texts, more than 0.5", 100 * lost,
                            accuracy.get().texts()));
        }
        if (texts < LEAST_TEXTS) {
            return Optional.of("it was compared on %,d texts; fewer than %d tell too little".formatted(texts,
                    LEAST_TEXTS));
        }
        return same >= 1 - MOST_LOST - 1e-9
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "it labels %.1f %% of %,d texts otherwise, more than 0.5 %%",
                        100 * (1 - same), texts));
    }

    private static List<Integer> labels(ProblemType problem, List<Double> thresholds, float[] scores) {
        var labels = new ArrayList<Integer>();
        switch (problem) {
            case SINGLE_LABEL -> {
                int best = 0;
                for (int label = 1; label < scores.length; label++) {
                    best = scores[label] > scores[best] ? label : best;
                }
                labels.add(best);
            }
            case MULTI_LABEL -> {
                for (int label = 0; label < scores.length; label++) {
                    if (1 / (1 + Math.exp(-scores[label])) >= thresholds.get(label)) {
                        labels.add(label);
                    }
                }
            }
            case REGRESSION -> {
                // a number has no label
            }
        }
        return labels;
    }
}
