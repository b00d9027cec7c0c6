package dev.retort.infer;

import java.util.List;

/// Which labels a student gives one text.
///
/// @param labels those whose probability is at least their threshold, in the order of [Student#labels()]; may be empty
/// @param probabilities of all labels, in the order of [Student#labels()], each from 0 to 1 and independent of the others
public record LabelSetPrediction(List<String> labels, List<Double> probabilities) {
    public LabelSetPrediction {
        labels = List.copyOf(labels);
        probabilities = List.copyOf(probabilities);
    }
}
