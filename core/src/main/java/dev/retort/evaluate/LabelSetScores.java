package dev.retort.evaluate;

import java.util.Arrays;
import java.util.List;

/// How well sets of labels were predicted. 0 divided by 0 is 0.
///
/// @param exactMatch share of texts whose set is right to the last label
/// @param microF1 F1 over all decisions, one for each text and label
/// @param macroF1 mean F1 over the labels that occur among truth or predictions; scikit-learn takes the mean over all
///        labels, one that never occurs as 0
public record LabelSetScores(double exactMatch, double microF1, double macroF1) {

    /// @param truth for each text, at least one, whether it has each label
    /// @param predicted in the same order
    public static LabelSetScores of(List<boolean[]> truth, List<boolean[]> predicted) {
        int labels = truth.getFirst().length;
        int[] both = new int[labels];
        int[] either = new int[labels]; // true plus predicted, so that F1 = 2 both / either
        int exact = 0;
        for (int text = 0; text < truth.size(); text++) {
            exact += Arrays.equals(truth.get(text), predicted.get(text)) ? 1 : 0;
            for (int label = 0; label < labels; label++) {
                boolean has = truth.get(text)[label];
                boolean said = predicted.get(text)[label];
                both[label] += has && said ? 1 : 0;
                either[label] += (has ? 1 : 0) + (said ? 1 : 0);
            }
        }
        double sum = 0;
        int occur = 0;
        for (int label = 0; label < labels; label++) {
            sum += f1(both[label], either[label]);
            occur += either[label] > 0 ? 1 : 0;
        }
        return new LabelSetScores((double) exact / truth.size(),
                f1(Arrays.stream(both).sum(), Arrays.stream(either).sum()), occur == 0 ? 0 : sum / occur);
    }

    private static double f1(int both, int either) {
        return either == 0 ? 0 : 2.0 * both / either;
    }
}
