package dev.retort.infer;

import java.util.List;

/// Which one of its labels a student gives one text.
///
/// @param label the most probable class
/// @param probability of that class, from 0 to 1
/// @param probabilities of all classes, in the order of [Student#labels()]; they add up to 1
public record Prediction(String label, double probability, List<Double> probabilities) {
    public Prediction {
        probabilities = List.copyOf(probabilities);
    }
}
