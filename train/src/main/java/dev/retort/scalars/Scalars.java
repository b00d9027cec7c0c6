package dev.retort.scalars;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Numbers that belong to one step.
///
/// @param wallTime seconds since 1970
/// @param step of the optimizer, from 1
/// @param values by tag, such as `train/loss`, at least one
record Scalars(double wallTime, long step, SequencedMap<String, Double> values) {
    Scalars {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }
}
