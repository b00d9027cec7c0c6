package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/// Plain gradient descent, with gradients clipped by their common norm: PyTorch's SGD without momentum.
///
///     p <- p - lr (c g + wd p)            wd is 0 for biases and norms; c = min(1, max / (norm + 1e-6))
final class Sgd implements WeightUpdate {
    private static final double NORM_EPSILON = 1e-6;

    private final Classifier model;
    private final Gradients gradients;
    private final double weightDecay;
    private final double maxNorm;
    private final double layerDecay;
    private int steps;

    Sgd(Classifier model, Gradients gradients, double weightDecay, double maxNorm, double layerDecay) {
        this.model = model;
        this.gradients = gradients;
        this.weightDecay = weightDecay;
        this.maxNorm = maxNorm;
        this.layerDecay = layerDecay;
    }

    @Override
    public double step(double learningRate) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            steps++;
            double norm = gradientNorm();
            double clip = Math.min(1, maxNorm / (norm + NORM_EPSILON));
            model.trained().forEach((name, value) -> {
                double rate = learningRate * Math.pow(layerDecay, model.depth() - model.depth(name));
                if (model.decays(name)) {
                    value.mul_(new Scalar(1 - rate * weightDecay));
                }
                gradients.sum(name).ifPresent(gradient -> value.add_(gradient, new Scalar(-rate * clip)));
                gradients.forget(name);
            });
            double idleRate = learningRate * Math.pow(layerDecay, model.depth());
            model.idleWords().ifPresent(table -> table.mul_(new Scalar(1 - idleRate * weightDecay)));
            return norm;
        }
    }

    private double gradientNorm() {
        double squares = 0;
        for (String name : model.trained().keySet()) {
            double norm = gradients.addUp(name).map(gradient -> (double) gradient.norm().item_float()).orElse(0.0);
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    @Override
    public int steps() {
        return steps;
    }

    /// It keeps nothing, so the file holds no tensor.
    @Override
    public void save(Path safetensors) throws IOException {
        SafetensorsWriter.write(safetensors, new LinkedHashMap<>(), name -> new float[0]);
    }

    @Override
    public void restore(Path safetensors, int stepsTaken) {
        steps = stepsTaken;
    }

    @Override
    public void close() {
        // Nothing is kept.
    }
}
