package dev.retort.train;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// What a student learns from: annotated texts, never the experts' test set.
///
/// @param labels names in the order of the class index
/// @param texts to learn from; if `validation` is empty, a stratified share of them is held out by seed
/// @param validation annotated texts that choose the epoch; may be empty
public record TrainingSet(List<String> labels, List<TrainingText> texts, List<TrainingText> validation) {
    public TrainingSet {
        labels = List.copyOf(labels);
        texts = List.copyOf(texts);
        validation = List.copyOf(validation);
        if (labels.size() < 2 || new HashSet<>(labels).size() < labels.size()) {
            throw new IllegalArgumentException("a student needs at least 2 different labels, got %s".formatted(labels));
        }
        var ids = new HashSet<String>();
        for (TrainingText text : Stream.concat(texts.stream(), validation.stream()).toList()) {
            if (text.target().size() != labels.size()) {
                throw new IllegalArgumentException("text '%s': target must have %d probabilities, got %d"
                        .formatted(text.id(), labels.size(), text.target().size()));
            }
            if (!ids.add(text.id())) {
                throw new IllegalArgumentException(
                        "text id '%s' occurs twice in the training set".formatted(text.id()));
            }
        }
    }

    public static TrainingSet of(List<String> labels, List<TrainingText> texts) {
        return new TrainingSet(labels, texts, List.of());
    }
}
