package dev.retort.serve;

import dev.retort.drift.Seen;
import dev.retort.infer.ProblemType;
import java.util.Arrays;
import java.util.List;

/// What drift statistics count of an answer.
final class Observation {
    private Observation() {}

    /// @param embedding bin of its embedding's distance
    static Seen of(StudentFacts facts, float[] logits, int tokens, int embedding) {
        if (facts.problemType() == ProblemType.REGRESSION) {
            return new Seen(List.of(), -1, tokens, embedding);
        }
        return of(facts, ScoreFunction.usual(facts.problemType()).of(logits, facts.temperature()), logits, tokens,
                embedding);
    }

    /// The same of a text whose probabilities are known and whose length is not.
    static Seen of(StudentFacts facts, List<Double> probabilities) {
        float[] scores = new float[probabilities.size()];
        float[] logits = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            double probability = probabilities.get(i);
            scores[i] = (float) probability;
            logits[i] = (float) (facts.problemType() == ProblemType.MULTI_LABEL
                    ? Math.log(probability / (1 - probability))
                    : Math.log(probability));
        }
        return of(facts, scores, logits, 0, Seen.NO_EMBEDDING);
    }

    /// Confidence is the best label's probability, or, where a text may have several, how sure each label's yes or no is
    /// on average.
    private static Seen of(StudentFacts facts, float[] probabilities, float[] logits, int tokens,
            int embedding) {
        double confidence = 0;
        for (float probability : probabilities) {
            confidence = facts.problemType() == ProblemType.MULTI_LABEL
                    ? confidence + Math.max(probability, 1 - probability) / probabilities.length
                    : Math.max(confidence, probability);
        }
        return new Seen(Arrays.stream(Labels.given(facts, logits)).boxed().toList(), confidence, tokens, embedding);
    }
}
