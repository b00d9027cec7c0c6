package dev.retort.student;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What a student says about a text, under the names that `problem_type` has in Hugging Face's `config.json`.
public enum ProblemType {
    /// Exactly one of the labels: softmax over the scores, cross-entropy.
    SINGLE_LABEL("single_label_classification"),
    /// Any number of the labels, also none: a sigmoid for each score, binary cross-entropy.
    MULTI_LABEL("multi_label_classification"),
    /// A number: the score as it is, mean squared error.
    REGRESSION("regression");

    private final String word;

    ProblemType(String word) {
        this.word = word;
    }

    /// The type's name in `config.json`.
    public String word() {
        return word;
    }

    /// @throws IllegalArgumentException if no type has this name
    public static ProblemType of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown problem_type '%s'; write one of: %s".formatted(
                        word, Arrays.stream(values()).map(ProblemType::word).collect(Collectors.joining(", ")))));
    }
}
