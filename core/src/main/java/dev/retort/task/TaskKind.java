package dev.retort.task;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What one decision looks like. The kind fixes the shape of a [Value]; everything outside this package treats
/// values as opaque.
public enum TaskKind {
    /// Exactly one of the task's labels per text.
    TEXT_CLASSIFICATION("text-classification");

    private final String word;

    TaskKind(String word) {
        this.word = word;
    }

    /// The kind's name in `retort.yaml` and in the store.
    public String word() {
        return word;
    }

    /// @throws IllegalArgumentException if no kind has this name
    public static TaskKind of(String word) {
        for (TaskKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown task kind '%s'; write one of: %s".formatted(word,
                Arrays.stream(values()).map(TaskKind::word).collect(Collectors.joining(", "))));
    }
}
