package dev.retort.evaluate;

import java.util.HashSet;
import java.util.List;

/// What an evaluation asks of its input.
final class Checks {
    private Checks() {}

    static void require(List<String> classes, List<Judgement> judgements) {
        if (classes.isEmpty() || new HashSet<>(classes).size() != classes.size()) {
            throw new IllegalArgumentException("an evaluation needs distinct class names, got %s".formatted(classes));
        }
        if (judgements.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs at least one example with a reference label");
        }
        int probabilities = judgements.getFirst().probabilities().size();
        if (probabilities != 0 && probabilities != classes.size()) {
            throw new IllegalArgumentException("an example needs one probability for each of %d classes, got %d"
                    .formatted(classes.size(), probabilities));
        }
        for (int i = 0; i < judgements.size(); i++) {
            require(classes, judgements.get(i), i, probabilities);
        }
    }

    private static void require(List<String> classes, Judgement judgement, int index, int probabilities) {
        int predicted = judgement.predicted().orElse(0);
        if (judgement.truth() < 0 || judgement.truth() >= classes.size() || predicted < 0
                || predicted >= classes.size()) {
            throw new IllegalArgumentException("example %d: class indices must be from 0 to %d, got truth %d and %s"
                    .formatted(index, classes.size() - 1, judgement.truth(), judgement.predicted()));
        }
        if (judgement.probabilities().size() != probabilities) {
            throw new IllegalArgumentException("example %d has %d probabilities, the first has %d; give all or none"
                    .formatted(index, judgement.probabilities().size(), probabilities));
        }
        for (double p : judgement.probabilities()) {
            if (!(p >= 0 && p <= 1.000001)) {
                throw new IllegalArgumentException("example %d: a probability must be from 0 to 1, got %s"
                        .formatted(index, p));
            }
        }
    }
}
