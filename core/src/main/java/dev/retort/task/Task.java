package dev.retort.task;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What annotators must decide. The order of the labels is the class index, from 0.
///
/// @param instruction what to do, in the words the annotators read
/// @param examples worked examples for the prompt, possibly none
public record Task(String name, TaskKind kind, String instruction, List<Label> labels, List<FewShot> examples) {
    public Task {
        labels = List.copyOf(labels);
        examples = List.copyOf(examples);
        if (labels.size() < 2) {
            throw new IllegalArgumentException(
                    "task '%s' needs at least 2 labels, got %d".formatted(name, labels.size()));
        }
        var seen = new HashSet<String>();
        for (Label label : labels) {
            if (!seen.add(label.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "task '%s' names the label '%s' twice".formatted(name, label.name()));
            }
        }
    }

    public List<String> labelNames() {
        return labels.stream().map(Label::name).toList();
    }

    /// The value that a cell of a data file or a word of an answer stands for, matched without regard to case and
    /// surrounding space; empty if the task has no such label.
    public Optional<Value> value(String word) {
        String wanted = word.strip();
        return labels.stream().filter(label -> label.name().equalsIgnoreCase(wanted)).findFirst()
                .map(label -> new Value.Choice(label.name()));
    }

    /// The class index of a value, from 0.
    ///
    /// @throws IllegalArgumentException if the value is not one of this task's
    public int indexOf(Value value) {
        return switch (value) {
            case Value.Choice(var label) -> {
                int index = labelNames().indexOf(label);
                if (index < 0) {
                    throw new IllegalArgumentException("task '%s' has no label '%s'; it has: %s".formatted(name, label,
                            String.join(", ", labelNames())));
                }
                yield index;
            }
        };
    }

    /// The value of a class index.
    public Value valueAt(int index) {
        return new Value.Choice(labels.get(index).name());
    }
}
