package dev.retort.train;

import dev.retort.student.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// What the loss is measured against: the texts' targets and weights as the options want them, in this order.
///
///     t_k <- t_k^(1/T) / sum_j t_j^(1/T)      temperature T of soft labels (Hinton, Vinyals, Dean 2015)
///     t_k <- (1 - e) t_k + e / K              label smoothing e over K labels (Szegedy et al. 2016)
///     s   <- sum_k c_k t_k                    class weights c
///     t_k <- c_k t_k / s,  w <- w s           so that w t_k has c_k as a factor
///
/// [Loss] divides by the sum of w over the texts of a step: for one certain label each, that is PyTorch's weighted mean
/// sum c_y nll / sum c_y.
final class Targets {
    private Targets() {}

    /// @param texts to learn from
    static List<TrainingText> of(List<TrainingText> texts, List<String> labels, TrainOptions options) {
        double[] counts = new double[labels.size()];
        for (TrainingText text : texts) {
            for (int label = 0; label < counts.length; label++) {
                counts[label] += text.target().get(label);
            }
        }
        double[] classWeights = options.classWeights().of(labels, counts);
        var targets = new ArrayList<TrainingText>();
        for (TrainingText text : texts) {
            double[] target = text.target().stream().mapToDouble(Double::doubleValue).toArray();
            scale(target, options.temperature());
            smooth(target, options.labelSmoothing());
            double weight = text.weight() * weigh(target, classWeights);
            targets.add(new TrainingText(text.id(), text.text(), DoubleStream.of(target).boxed().toList(), weight));
        }
        return targets;
    }

    private static void scale(double[] target, double temperature) {
        if (temperature != 1) {
            double most = DoubleStream.of(target).max().orElseThrow();
            for (int label = 0; label < target.length; label++) {
                target[label] = Math.pow(target[label] / most, 1 / temperature); // the most probable stays 1
            }
            divide(target, DoubleStream.of(target).sum());
        }
    }

    private static void smooth(double[] target, double share) {
        if (share > 0) {
            for (int label = 0; label < target.length; label++) {
                target[label] = (1 - share) * target[label] + share / target.length;
            }
        }
    }

    /// @return the mean class weight of the target, by which the text's weight grows
    private static double weigh(double[] target, double[] classWeights) {
        if (DoubleStream.of(classWeights).allMatch(weight -> weight == 1)) {
            return 1;
        }
        for (int label = 0; label < target.length; label++) {
            target[label] *= classWeights[label];
        }
        double sum = DoubleStream.of(target).sum();
        divide(target, sum);
        return sum;
    }

    private static void divide(double[] target, double by) {
        for (int label = 0; label < target.length; label++) {
            target[label] /= by;
        }
    }
}
