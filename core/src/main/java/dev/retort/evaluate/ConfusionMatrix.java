package dev.retort.evaluate;

import java.util.List;
import java.util.stream.IntStream;

/// Who was taken for whom: rows are true classes, columns predicted ones, with one more column at the end for the
/// examples that were not labelled.
///
/// @param counts one row for each class, each with one more column than there are classes
public record ConfusionMatrix(List<String> classes, List<List<Integer>> counts) {
    public ConfusionMatrix {
        classes = List.copyOf(classes);
        counts = counts.stream().map(List::copyOf).toList();
        if (counts.size() != classes.size()) {
            throw new IllegalArgumentException("a confusion matrix of %d classes needs as many rows, got %d"
                    .formatted(classes.size(), counts.size()));
        }
        for (List<Integer> row : counts) {
            if (row.size() != classes.size() + 1) {
                throw new IllegalArgumentException("a confusion matrix of %d classes needs %d columns, got %d"
                        .formatted(classes.size(), classes.size() + 1, row.size()));
            }
        }
    }

    static ConfusionMatrix of(List<String> classes, List<Judgement> judgements) {
        int k = classes.size();
        int[][] counts = new int[k][k + 1];
        for (Judgement judgement : judgements) {
            counts[judgement.truth()][judgement.predicted().orElse(k)]++;
        }
        return of(classes, counts);
    }

    static ConfusionMatrix of(List<String> classes, int[][] counts) {
        return new ConfusionMatrix(classes,
                IntStream.range(0, classes.size()).mapToObj(i -> IntStream.of(counts[i]).boxed().toList()).toList());
    }

    public int count(int truth, int predicted) {
        return counts.get(truth).get(predicted);
    }

    public int notLabelled(int truth) {
        return counts.get(truth).getLast();
    }

    /// Examples whose true class this is.
    public int support(int truth) {
        return counts.get(truth).stream().mapToInt(Integer::intValue).sum();
    }

    /// Examples that were given this class.
    public int predicted(int predicted) {
        return counts.stream().mapToInt(row -> row.get(predicted)).sum();
    }

    public int examples() {
        return IntStream.range(0, classes.size()).map(this::support).sum();
    }

    public int labelled() {
        return IntStream.range(0, classes.size()).map(this::predicted).sum();
    }

    public int right() {
        return IntStream.range(0, classes.size()).map(k -> count(k, k)).sum();
    }
}
