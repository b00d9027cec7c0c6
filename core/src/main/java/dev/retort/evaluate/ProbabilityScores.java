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
        return new ProbabilityScores(logLoss / n, brier / n, CalibrationError.of(judgements, 10),
                CalibrationError.of(judgements, 15));
    }
}
