package dev.retort.student;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How much each label counts in the loss.
///
/// @param balanced whether labels count in inverse proportion to how often they occur
/// @param byLabel the weight of labels by name, above 0; a label that is not named counts 1
public record ClassWeights(boolean balanced, Map<String, Double> byLabel) {
    /// Every label counts 1.
    public static final ClassWeights NONE = new ClassWeights(false, Map.of());
    /// Rare labels count more: N / (K n) for a label of n texts among N, where K labels occur; scikit-learn's `balanced`.
    public static final ClassWeights BALANCED = new ClassWeights(true, Map.of());

    public ClassWeights {
        byLabel = Collections.unmodifiableMap(new TreeMap<>(byLabel));
    }

    /// The weight of each label.
    ///
    /// @param labels names in the order of the class index
    /// @param texts for each label how many texts have it, or the sum of their shares of it
    /// @throws IllegalArgumentException if a weight is for no label
    public double[] of(List<String> labels, double[] texts) {
        requireKnown(labels);
        double[] weights = new double[labels.size()];
        double all = 0;
        int occurring = 0;
        for (double count : texts) {
            all += count;
            occurring += count > 0 ? 1 : 0;
        }
        for (int label = 0; label < weights.length; label++) {
            double even = balanced && texts[label] > 0 ? all / (occurring * texts[label]) : 1;
            weights[label] = byLabel.getOrDefault(labels.get(label), even);
        }
        return weights;
    }

    /// @throws IllegalArgumentException naming the first label that is none of these
    public void requireKnown(List<String> labels) {
        byLabel.keySet().stream().filter(name -> !labels.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("class-weights: '%s' is none of the labels %s; write one of them"
                    .formatted(name, String.join(", ", labels)));
        });
    }

    static Optional<ClassWeights> read(Object plain) {
        return switch (plain) {
            case String word when word.equals("none") -> Optional.of(NONE);
            case String word when word.equals("balanced") -> Optional.of(BALANCED);
            case Map<?, ?> map -> byLabel(map);
            default -> Optional.empty();
        };
    }

    private static Optional<ClassWeights> byLabel(Map<?, ?> map) {
        var weights = new TreeMap<String, Double>();
        map.forEach((label, weight) -> {
            if (weight instanceof Number number && number.doubleValue() > 0 && number.doubleValue() <= 1e6) {
                weights.put(label.toString(), number.doubleValue());
            }
        });
        return weights.size() == map.size() && !map.isEmpty()
                ? Optional.of(new ClassWeights(false, weights))
                : Optional.empty();
    }

    Object plain() {
        return byLabel.isEmpty() ? balanced ? "balanced" : "none" : byLabel;
    }
}
