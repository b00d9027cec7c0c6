package dev.retort.train;

import java.util.List;
import java.util.OptionalInt;

/// A text that an export is checked on.
///
/// @param reference index of the label that it is judged by, if one is known
public record EvaluationText(String text, OptionalInt reference) {
    /// Texts without reference labels.
    public static List<EvaluationText> of(List<String> texts) {
        return texts.stream().map(text -> new EvaluationText(text, OptionalInt.empty())).toList();
    }
}
