package dev.retort.train;

import dev.retort.base.EncoderConfig;
import dev.retort.encoder.Classifier;
import dev.retort.evaluate.LabelSetScores;
import dev.retort.evaluate.ValueScores;
import dev.retort.infer.Tokenizer;
import dev.retort.student.TrainOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A model tried on the held-out texts.
///
/// @param wrong which of them, by their place from 0 and in that order, it labels otherwise than annotated: another
///        label, or not exactly the same set; none for regression, where nothing is right or wrong
record HeldOut(Validation validation, List<Integer> wrong) {
    private static final int TEXTS_PER_BATCH = 32;

    HeldOut {
        wrong = List.copyOf(wrong);
    }

    static HeldOut of(Classifier model, List<Sample> samples) {
        return of(samples, scores(model, samples));
    }

    /// @param scores K for each sample
    static HeldOut of(List<Sample> samples, List<float[]> scores) {
        return switch (samples.getFirst().problem()) {
            case SINGLE_LABEL -> oneLabel(samples, scores);
            case MULTI_LABEL -> labelSet(samples, scores);
            case REGRESSION -> new HeldOut(Validation.Value.of(ValueScores.of(
                    samples.stream().mapToDouble(sample -> sample.target().getFirst()).toArray(),
                    scores.stream().mapToDouble(score -> score[0]).toArray())), List.of());
        };
    }

    /// Unnormalised scores of the texts held out, K for each, in their order. Must be called on a platform thread.
    ///
    /// @param base has the configuration and the tokenizer
    /// @param weights safetensors file of a model trained from it
    /// @param outputs K
    static List<float[]> scores(Holdout holdout, TrainOptions options, Path base, Path weights, int outputs)
            throws IOException {
        EncoderConfig config = EncoderConfig.read(base);
        try (Tokenizer tokenizer = Course.tokenizer(base, options, config);
                Classifier model = Classifier.load(config, weights, outputs, options.seed())) {
            return scores(model, Sample.of(holdout.problem(), holdout.validate(), tokenizer));
        }
    }

    /// Unnormalised scores, K for each sample, in the order of the samples.
    static List<float[]> scores(Classifier model, List<Sample> samples) {
        List<Integer> byLength = IntStream.range(0, samples.size()).boxed()
                .sorted(Comparator.comparingInt(text -> samples.get(text).tokens())).toList();
        float[][] scores = new float[samples.size()][];
        for (int from = 0; from < byLength.size(); from += TEXTS_PER_BATCH) {
            List<Integer> batch = byLength.subList(from, Math.min(from + TEXTS_PER_BATCH, byLength.size()));
            List<float[]> rows = model.score(batch.stream().map(text -> samples.get(text).ids()).toList());
            for (int i = 0; i < batch.size(); i++) {
                scores[batch.get(i)] = rows.get(i);
            }
        }
        return Arrays.asList(scores);
    }

    private static HeldOut oneLabel(List<Sample> samples, List<float[]> scores) {
        int labels = scores.getFirst().length;
        int[][] confusion = new int[labels][labels];
        double loss = 0;
        var wrong = new ArrayList<Integer>();
        for (int text = 0; text < samples.size(); text++) {
            Sample sample = samples.get(text);
            int best = best(scores.get(text));
            loss += crossEntropy(scores.get(text), sample.target());
            confusion[sample.label()][best]++;
            if (best != sample.label()) {
                wrong.add(text);
            }
        }
        return new HeldOut(Validation.OneLabel.of(loss / samples.size(), confusion), wrong);
    }

    private static HeldOut labelSet(List<Sample> samples, List<float[]> scores) {
        double loss = 0;
        var annotated = new ArrayList<boolean[]>();
        var predicted = new ArrayList<boolean[]>();
        var wrong = new ArrayList<Integer>();
        for (int text = 0; text < samples.size(); text++) {
            float[] row = scores.get(text);
            boolean[] has = samples.get(text).labelSet();
            boolean[] said = new boolean[row.length];
            for (int label = 0; label < row.length; label++) {
                said[label] = row[label] >= 0; // probability of at least 0.5
            }
            loss += binaryCrossEntropy(row, samples.get(text).target());
            annotated.add(has);
            predicted.add(said);
            if (!Arrays.equals(has, said)) {
                wrong.add(text);
            }
        }
        return new HeldOut(Validation.LabelSet.of(loss / samples.size(), LabelSetScores.of(annotated, predicted)),
                wrong);
    }

    /// Mean over the labels.
    private static double binaryCrossEntropy(float[] scores, List<Double> target) {
        double sum = 0;
        for (int label = 0; label < scores.length; label++) {
            double score = scores[label];
            sum += Math.max(score, 0) - target.get(label) * score + Math.log1p(Math.exp(-Math.abs(score)));
        }
        return sum / scores.length;
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

    /// The label that scores best; the first of several.
    static int best(float[] scores) {
        int best = 0;
        for (int label = 1; label < scores.length; label++) {
            if (scores[label] > scores[best]) {
                best = label;
            }
        }
        return best;
    }
}
