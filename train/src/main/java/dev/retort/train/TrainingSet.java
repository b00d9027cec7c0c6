package dev.retort.train;

import dev.retort.student.ProblemType;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// What a student learns from: annotated texts, never the experts' test set.
///
/// @param problem what the student is to say about a text; decides what a target is
/// @param labels names in the order of the class index; for regression one, the number's name
/// @param texts to learn from; if `validation` is empty, a stratified share of them is held out by seed
/// @param validation annotated texts that choose the epoch; may be empty
public record TrainingSet(ProblemType problem, List<String> labels, List<TrainingText> texts,
        List<TrainingText> validation) {
    private static final double ROUNDING = 1e-6;

    public TrainingSet {
        labels = List.copyOf(labels);
        texts = List.copyOf(texts);
        validation = List.copyOf(validation);
        requireLabels(problem, labels);
        var ids = new HashSet<String>();
        for (TrainingText text : Stream.concat(texts.stream(), validation.stream()).toList()) {
            requireTarget(problem, labels, text);
            if (!ids.add(text.id())) {
                throw new IllegalArgumentException(
                        "text id '%s' occurs twice in the training set".formatted(text.id()));
            }
        }
    }

    /// Texts of one label each.
    public TrainingSet(List<String> labels, List<TrainingText> texts, List<TrainingText> validation) {
        this(ProblemType.SINGLE_LABEL, labels, texts, validation);
    }

    /// Texts of one label each, a share of which is held out.
    public static TrainingSet of(List<String> labels, List<TrainingText> texts) {
        return new TrainingSet(labels, texts, List.of());
    }

    /// Texts of any number of labels, a share of which is held out.
    public static TrainingSet multiLabel(List<String> labels, List<TrainingText> texts) {
        return new TrainingSet(ProblemType.MULTI_LABEL, labels, texts, List.of());
    }

    /// Texts with a number each, a share of which is held out. The numbers are learnt as they are, as transformers does.
    /// AdamW moves a weight by about the learning rate a step, whatever the error: numbers in the hundreds take many steps
    /// to reach, so bring them to a scale around 0 to 1 first.
    ///
    /// @param name of the number, such as `rating`
    public static TrainingSet regression(String name, List<TrainingText> texts) {
        return new TrainingSet(ProblemType.REGRESSION, List.of(name), texts, List.of());
    }

    private static void requireLabels(ProblemType problem, List<String> labels) {
        String rule = switch (problem) {
            case SINGLE_LABEL -> labels.size() < 2 ? "at least 2 different labels" : "";
            case MULTI_LABEL -> labels.isEmpty() ? "at least 1 label" : "";
            case REGRESSION -> labels.size() == 1 ? "" : "exactly 1 name for its number";
        };
        if (rule.isEmpty() && new HashSet<>(labels).size() < labels.size()) {
            rule = "different labels";
        }
        if (!rule.isEmpty()) {
            throw new IllegalArgumentException("a student needs %s, got %s".formatted(rule, labels));
        }
    }

    private static void requireTarget(ProblemType problem, List<String> labels, TrainingText text) {
        List<Double> target = text.target();
        if (target.size() != labels.size()) {
            throw new IllegalArgumentException("text '%s': target must have %d numbers, one for each of %s, got %d"
                    .formatted(text.id(), labels.size(), labels, target.size()));
        }
        boolean holds = switch (problem) {
            case SINGLE_LABEL -> target.stream().allMatch(p -> p >= 0)
                    && Math.abs(target.stream().mapToDouble(Double::doubleValue).sum() - 1) <= ROUNDING;
            case MULTI_LABEL -> target.stream().allMatch(p -> p >= 0 && p <= 1);
            case REGRESSION -> true;
        };
        if (!holds) {
            throw new IllegalArgumentException("text '%s': target must be %s, got %s".formatted(text.id(),
                    problem == ProblemType.SINGLE_LABEL
                            ? "probabilities that add up to 1"
                            : "numbers from 0 to 1",
                    target));
        }
    }
}
