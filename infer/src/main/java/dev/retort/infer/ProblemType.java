package dev.retort.infer;

import java.util.Arrays;
import java.util.Optional;

/// What a student says about a text: `problem_type` of its `config.json`.
public enum ProblemType {
    /// Exactly one of its labels: ask with [Student#predict].
    SINGLE_LABEL("single_label_classification", "predict"),
    /// Any number of its labels: ask with [Student#predictLabelSets].
    MULTI_LABEL("multi_label_classification", "predictLabelSets"),
    /// A number: ask with [Student#predictValues].
    REGRESSION("regression", "predictValues");

    private final String word;
    private final String method;

    ProblemType(String word, String method) {
        this.word = word;
        this.method = method;
    }

    /// The type's name in `config.json`.
    public String word() {
        return word;
    }

    /// The method of [Student] that answers.
    String method() {
        return method;
    }

    static Optional<ProblemType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }
}
