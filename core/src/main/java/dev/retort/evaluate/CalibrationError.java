package dev.retort.evaluate;

import java.util.List;

/// How far probabilities are from the share of right answers among examples alike sure (Naeini, Cooper, Hauskrecht
/// 2015; Guo et al. 2017).
///
/// The largest probability of an example is its confidence, the first class that has it its prediction. Of M equal bins,
/// bin m holds the confidences in (m/M, (m+1)/M]. The error is the sum over the bins of |right - sum of confidences| / N:
/// within each, how far accuracy is from mean confidence, weighted by the bin's share of the examples.
final class CalibrationError {
    private final double[] confidence;
    private final double[] right;
    private int examples;

    private CalibrationError(int bins) {
        this.confidence = new double[bins];
        this.right = new double[bins];
    }

    /// @return from 0, perfectly calibrated, to 1
    static double of(List<Judgement> judgements, int bins) {
        var error = new CalibrationError(bins);
        judgements.forEach(judgement -> error.add(
                judgement.probabilities().stream().mapToDouble(Double::doubleValue).toArray(), judgement.truth()));
        return error.value();
    }

    /// @param probabilities a row for each example, one number for each class
    /// @param truths the right class of each
    static double of(List<double[]> probabilities, int[] truths, int bins) {
        var error = new CalibrationError(bins);
        for (int i = 0; i < truths.length; i++) {
            error.add(probabilities.get(i), truths[i]);
        }
        return error.value();
    }

    private void add(double[] probabilities, int truth) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        int bins = confidence.length;
        int bin = Math.clamp((int) Math.ceil(probabilities[best] * bins) - 1, 0, bins - 1);
        confidence[bin] += probabilities[best];
        right[bin] += best == truth ? 1 : 0;
        examples++;
    }

    private double value() {
        double error = 0;
        for (int bin = 0; bin < confidence.length; bin++) {
            error += Math.abs(right[bin] - confidence[bin]) / examples;
        }
        return error;
    }
}
