package dev.retort.workspace;

import dev.retort.student.TrainOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// One way to train the student that differs from `retort.yaml`.
///
/// @param values as given, by the keys of `student:`
/// @param student its options with these values
public record Setting(SequencedMap<String, String> values, TrainOptions student) {
    public Setting {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /// `learning-rate=1e-5 batch-size=8`
    public String words() {
        return words(values);
    }

    static String words(SequencedMap<String, String> values) {
        return values.entrySet().stream().map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(" "));
    }
}
