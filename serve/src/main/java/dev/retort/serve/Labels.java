package dev.retort.serve;

import dev.retort.infer.ProblemType;
import java.util.stream.IntStream;

/// Which labels raw scores stand for.
final class Labels {
    private Labels() {}

    /// The best one, or, where a text may have several, those from their thresholds on.
    static int[] given(StudentFacts facts, float[] logits) {
        if (facts.problemType() == ProblemType.MULTI_LABEL) {
            float[] probabilities = ScoreFunction.SIGMOID.of(logits, 1);
            return IntStream.range(0, logits.length).filter(label -> probabilities[label] >= facts.thresholds()
                    .get(label)).toArray();
        }
        int best = 0;
        for (int label = 1; label < logits.length; label++) {
            if (logits[label] > logits[best]) {
                best = label;
            }
        }
        return new int[]{best};
    }
}
