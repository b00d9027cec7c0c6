package dev.retort.train;

import dev.retort.encoder.Classifier;
import dev.retort.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Plain gradient descent, with gradients clipped by their common norm: PyTorch's SGD without momentum.
///
///     p <- p - lr (c g + wd p)            wd is 0 for biases and norms; c = min(1, max / (norm + 1e-6))
final class Sgd implements WeightUpdate {
    private static final double NORM_EPSILON = 1e-6;

    private final Classifier model;
    private final double weightDecay;
    private final double maxNorm;
    private final double layerDecay;
    private int steps;

    Sgd(Classifier model, double weightDecay, double maxNorm, double layerDecay) {
        this.model = model;
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
                value.add_(value.grad(), new Scalar(-rate * clip));
                value.mutable_grad().reset();
            });
            double idleRate = learningRate * Math.pow(layerDecay, model.depth());
            model.idleWords().ifPresent(table -> table.mul_(new Scalar(1 - idleRate * weightDecay)));
            return norm;
        }
    }

    private double gradientNorm() {
        double squares = 0;
        for (Tensor value : model.trained().values()) {
            double norm = value.grad().norm().item_float();
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
