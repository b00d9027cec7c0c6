package dev.retort.train;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.retort.evaluate.LabelSetScores;
import dev.retort.evaluate.ValueScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How well a model does on held-out texts; one record for each [problem][dev.retort.student.ProblemType]. In JSON it is
/// the record's components, which tell the three apart.
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
public sealed interface Validation {
    /// The mean of what training makes small, every text counted alike.
    double loss();

    /// What to show beside the loss, in this order.
    SequencedMap<String, Double> figures();

    /// The result of a student that gives each text one label.
    ///
    /// @throws IllegalStateException if this is another student's
    default OneLabel oneLabel() {
        if (this instanceof OneLabel one) {
            return one;
        }
        throw new IllegalStateException("only a student with one label per text has an accuracy, this one has %s"
                .formatted(figures().keySet()));
    }

    /// Single-label. Epochs compare by macro F1.
    ///
    /// @param loss mean cross-entropy against the annotated distributions
    /// @param accuracy share of texts whose best-scored label is the annotated one
    /// @param macroF1 mean F1 over the labels that occur among annotations or predictions
    record OneLabel(double loss, double accuracy, double macroF1) implements Validation {
        /// @param confusion rows are annotations, columns predictions
        static OneLabel of(double loss, int[][] confusion) {
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
            return new OneLabel(loss, (double) right / all,
                    f1.stream().mapToDouble(Double::doubleValue).average().orElse(0));
        }

        @Override
        public SequencedMap<String, Double> figures() {
            var figures = new LinkedHashMap<String, Double>();
            figures.put("accuracy", accuracy);
            figures.put("macro F1", macroF1);
            return figures;
        }
    }

    /// Multi-label, with every label predicted whose probability is at least 0.5. Epochs compare by macro F1 and, where
    /// it is equal, by loss: early epochs often predict no label at all, so that F1 stays 0 while the model learns.
    ///
    /// @param loss mean binary cross-entropy against the annotations, over texts and labels
    /// @param exactMatch share of texts with exactly the annotated labels
    /// @param microF1 F1 over all texts and labels
    /// @param macroF1 mean F1 over the labels that occur among annotations or predictions
    record LabelSet(double loss, double exactMatch, double microF1, double macroF1) implements Validation {
        static LabelSet of(double loss, LabelSetScores scores) {
            return new LabelSet(loss, scores.exactMatch(), scores.microF1(), scores.macroF1());
        }

        @Override
        public SequencedMap<String, Double> figures() {
            var figures = new LinkedHashMap<String, Double>();
            figures.put("exact match", exactMatch);
            figures.put("micro F1", microF1);
            figures.put("macro F1", macroF1);
            return figures;
        }
    }

    /// Regression. Epochs compare by loss.
    ///
    /// @param loss mean squared error
    /// @param meanAbsoluteError mean absolute difference
    /// @param pearson linear correlation of annotations and predictions, 0 where either is constant
    /// @param spearman correlation of their ranks, 0 likewise
    record Value(double loss, double meanAbsoluteError, double pearson, double spearman) implements Validation {
        static Value of(ValueScores scores) {
            return new Value(scores.meanSquaredError(), scores.meanAbsoluteError(), scores.pearson(),
                    scores.spearman());
        }

        @Override
        public SequencedMap<String, Double> figures() {
            var figures = new LinkedHashMap<String, Double>();
            figures.put("mean squared error", loss);
            figures.put("mean absolute error", meanAbsoluteError);
            figures.put("Pearson correlation", pearson);
            figures.put("Spearman correlation", spearman);
            return figures;
        }
    }
}
