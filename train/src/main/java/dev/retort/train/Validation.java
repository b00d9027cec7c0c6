package dev.retort.train;

import dev.retort.encoder.Bert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How well a model does on held-out texts.
///
/// @param loss mean cross-entropy against the annotated distributions, every text counted alike
/// @param accuracy share of texts whose best-scored label is the annotated one
/// @param macroF1 mean F1 over the labels that occur among annotations or predictions
public record Validation(double loss, double accuracy, double macroF1) {
    private static final int TEXTS_PER_BATCH = 32;

    static Validation of(Bert model, List<Sample> samples) {
        List<Sample> byLength = samples.stream().sorted(Comparator.comparingInt(Sample::tokens)).toList();
        int[][] confusion = new int[model.labels()][model.labels()];
        double loss = 0;
        for (int from = 0; from < byLength.size(); from += TEXTS_PER_BATCH) {
            List<Sample> batch = byLength.subList(from, Math.min(from + TEXTS_PER_BATCH, byLength.size()));
            List<float[]> scores = model.score(batch.stream().map(Sample::ids).toList());
            for (int i = 0; i < batch.size(); i++) {
                loss += crossEntropy(scores.get(i), batch.get(i).target());
                confusion[batch.get(i).label()][best(scores.get(i))]++;
            }
        }
        return of(loss / samples.size(), confusion);
    }

    /// @param confusion rows are annotations, columns predictions
    static Validation of(double loss, int[][] confusion) {
        int right = 0;
        int all = 0;
        var f1 = new ArrayList<Double>();
        for (int label = 0; label < confusion.length; label++) {
            int annotated = 0;
            int predicted = 0;
            for (int other = 0; other < confusion.length; other++) {
                annotated += confusion[label][other];
                predicted += confusion[other][label];
            }
            all += annotated;
            right += confusion[label][label];
            if (annotated + predicted > 0) {
                f1.add(2.0 * confusion[label][label] / (annotated + predicted));
            }
        }
        return new Validation(loss, (double) right / all,
                f1.stream().mapToDouble(Double::doubleValue).average().orElse(0));
    }

    private static double crossEntropy(float[] scores, List<Double> target) {
        double highest = scores[best(scores)];
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - highest);
        }
        double logSum = highest + Math.log(sum);
        double loss = 0;
        for (int label = 0; label < scores.length; label++) {
            loss += target.get(label) * (logSum - scores[label]);
        }
        return loss;
    }

    private static int best(float[] scores) {
        int best = 0;
        for (int label = 1; label < scores.length; label++) {
            if (scores[label] > scores[best]) {
                best = label;
            }
        }
        return best;
    }
}
