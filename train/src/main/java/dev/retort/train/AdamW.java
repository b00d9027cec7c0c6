package dev.retort.train;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Adam with decoupled weight decay (Loshchilov, Hutter 2019) over the tensors of a model, with gradients clipped by
/// their common norm.
///
///     p <- p (1 - lr wd)                  only matrices: biases and layer norms do not decay
///     m <- b1 m + (1 - b1) g              g is the clipped gradient
///     v <- b2 v + (1 - b2) g^2
///     p <- p - lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
///
/// Clipping multiplies g by c = min(1, max / (norm + 1e-6)); c is folded into the factors of m and v, which saves a
/// pass over all gradients.
final class AdamW implements WeightUpdate {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double NORM_EPSILON = 1e-6;

    /// One tensor with its first and second moment, all of the same shape.
    ///
    /// @param rate factor of the learning rate
    private record Slot(String name, Tensor value, Tensor first, Tensor second, boolean decays, double rate) {}

    private final Classifier model;
    private final double weightDecay;
    private final double maxNorm;
    private final List<Slot> slots = new ArrayList<>();
    private final double idleRate;
    private int steps;

    AdamW(Classifier model, double weightDecay, double maxNorm) {
        this(model, weightDecay, maxNorm, 1);
    }

    /// @param layerDecay factor of the rate from one layer to the one below it
    AdamW(Classifier model, double weightDecay, double maxNorm, double layerDecay) {
        this.model = model;
        this.weightDecay = weightDecay;
        this.maxNorm = maxNorm;
        this.idleRate = Math.pow(layerDecay, model.depth());
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            model.trained().forEach((name, value) -> {
                Tensor first = torch.zeros_like(value);
                Tensor second = torch.zeros_like(value);
                first.retainReference();
                second.retainReference();
                slots.add(new Slot(name, value, first, second, model.decays(name),
                        Math.pow(layerDecay, model.depth() - model.depth(name))));
            });
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    @Override
    public double step(double learningRate) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            steps++;
            double norm = gradientNorm();
            double clip = Math.min(1, maxNorm / (norm + NORM_EPSILON));
            for (Slot slot : slots) {
                double rate = learningRate * slot.rate();
                if (slot.decays() && weightDecay > 0) {
                    slot.value().mul_(new Scalar(1 - rate * weightDecay));
                }
                move(slot, rate, clip);
            }
            if (weightDecay > 0) {
                model.idleWords()
                        .ifPresent(table -> table.mul_(new Scalar(1 - learningRate * idleRate * weightDecay)));
            }
            return norm;
        }
    }

    private double gradientNorm() {
        double squares = 0;
        for (Slot slot : slots) {
            double norm = slot.value().grad().norm().item_float();
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }

    private void move(Slot slot, double learningRate, double clip) {
        Tensor gradient = slot.value().grad();
        slot.first().mul_(new Scalar(BETA1)).add_(gradient, new Scalar((1 - BETA1) * clip));
        slot.second().mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar((1 - BETA2) * clip * clip));
        Tensor spread = slot.second().sqrt().div_(new Scalar(Math.sqrt(1 - Math.pow(BETA2, steps))))
                .add_(new Scalar(EPSILON));
        slot.value().addcdiv_(slot.first(), spread, new Scalar(-learningRate / (1 - Math.pow(BETA1, steps))));
        slot.value().mutable_grad().reset();
    }

    @Override
    public int steps() {
        return steps;
    }

    /// Writes both moments of every tensor.
    @Override
    public void save(Path safetensors) throws IOException {
        var moments = new LinkedHashMap<String, Tensor>();
        var shapes = new LinkedHashMap<String, Shape>();
        for (Slot slot : slots) {
            Shape shape = Shape.of(slot.value().shape());
            moments.put("first." + slot.name(), slot.first());
            moments.put("second." + slot.name(), slot.second());
            shapes.put("first." + slot.name(), shape);
            shapes.put("second." + slot.name(), shape);
        }
        SafetensorsWriter.write(safetensors, shapes, name -> {
            try (var _ = new PointerScope()) {
                return Batch.values(Objects.requireNonNull(moments.get(name)));
            }
        });
    }

    @Override
    public void restore(Path safetensors, int stepsTaken) throws IOException {
        try (var file = SafetensorsFile.open(safetensors); var _ = new PointerScope(); var _ = new NoGradGuard()) {
            for (Slot slot : slots) {
                slot.first().copy_(Batch.floats(file.floats("first." + slot.name()), slot.value().shape()));
                slot.second().copy_(Batch.floats(file.floats("second." + slot.name()), slot.value().shape()));
            }
        }
        steps = stepsTaken;
    }

    @Override
    public void close() {
        for (Slot slot : slots) {
            slot.first().releaseReference();
            slot.second().releaseReference();
        }
    }
}
