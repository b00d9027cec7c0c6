package dev.retort.train;

import dev.retort.encoder.Classifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A model tried on the held-out texts.
///
/// @param wrong which of them, by their place from 0 and in that order, it labels otherwise than annotated
record HeldOut(Validation validation, List<Integer> wrong) {
    private static final int TEXTS_PER_BATCH = 32;

    HeldOut {
        wrong = List.copyOf(wrong);
    }

    static HeldOut of(Classifier model, List<Sample> samples) {
        List<Integer> byLength = IntStream.range(0, samples.size()).boxed()
                .sorted(Comparator.comparingInt(text -> samples.get(text).tokens())).toList();
        int[][] confusion = new int[model.outputs()][model.outputs()];
        double loss = 0;
        var wrong = new ArrayList<Integer>();
        for (int from = 0; from < byLength.size(); from += TEXTS_PER_BATCH) {
            List<Integer> batch = byLength.subList(from, Math.min(from + TEXTS_PER_BATCH, byLength.size()));
            List<float[]> scores = model.score(batch.stream().map(text -> samples.get(text).ids()).toList());
            for (int i = 0; i < batch.size(); i++) {
                Sample sample = samples.get(batch.get(i));
                int best = best(scores.get(i));
                loss += crossEntropy(scores.get(i), sample.target());
                confusion[sample.label()][best]++;
                if (best != sample.label()) {
                    wrong.add(batch.get(i));
                }
            }
        }
        return new HeldOut(Validation.of(loss / samples.size(), confusion), wrong.stream().sorted().toList());
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
