package dev.retort.evaluate;

import java.util.List;

/// How good the probabilities are, not only the labels.
///
/// @param logLoss mean of -ln p(truth), p at least 2.2e-16
/// @param brier mean over examples of the sum over classes of (p - truth)², from 0 to 2
/// @param ece10 expected calibration error over 10 equal bins of the largest probability
/// @param ece15 the same over 15 bins
public record ProbabilityScores(double logLoss, double brier, double ece10, double ece15) {
    private static final double LEAST = Math.ulp(1.0);

    static ProbabilityScores of(List<Judgement> judgements) {
        double logLoss = 0;
        double brier = 0;
        for (Judgement judgement : judgements) {
            double sum = judgement.probabilities().stream().mapToDouble(Double::doubleValue).sum();
            double ofTruth = judgement.probabilities().get(judgement.truth());
            logLoss -= Math.log(Math.clamp(ofTruth / sum, LEAST, 1 - LEAST));
            for (int k = 0; k < judgement.probabilities().size(); k++) {
                double off = judgement.probabilities().get(k) - (k == judgement.truth() ? 1 : 0);
                brier += off * off;
            }
        }
        int n = judgements.size();
        return new ProbabilityScores(logLoss / n, brier / n, calibrationError(judgements, 10),
                calibrationError(judgements, 15));
    }

    /// Guo et al. 2017: bins are (m/M, (m+1)/M]; within each, how far accuracy is from mean confidence, weighted by
    /// the bin's share of the examples. The prediction is the first class with the largest probability.
    private static double calibrationError(List<Judgement> judgements, int bins) {
        double[] confidence = new double[bins];
        double[] right = new double[bins];
        for (Judgement judgement : judgements) {
            int best = 0;
            List<Double> p = judgement.probabilities();
            for (int k = 1; k < p.size(); k++) {
                best = p.get(k) > p.get(best) ? k : best;
            }
            int bin = Math.clamp((int) Math.ceil(p.get(best) * bins) - 1, 0, bins - 1);
            confidence[bin] += p.get(best);
            right[bin] += best == judgement.truth() ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < bins; bin++) {
            error += Math.abs(right[bin] - confidence[bin]) / judgements.size();
        }
        return error;
    }
}
