package dev.retort.train;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Device;
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
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// [AdamW] through operations of libtorch, for devices whose memory Java cannot reach; the same formulas and the same
/// files.
///
/// A GPU is done with a small tensor sooner than it is told about it, so the moments of all tensors lie end to end in one
/// vector each, and so do the gradients: an update is ten operations in all and one or two for each tensor. It costs
/// room for one more gradient and one update of all weights.
final class FlatAdamW implements WeightUpdate {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double NORM_EPSILON = 1e-6;

    /// One tensor and its place in the vectors.
    ///
    /// @param rate factor of the learning rate
    private record Slot(String name, Tensor value, long from, long size, boolean decays, double rate) {
        Tensor of(Tensor vector) {
            return vector.narrow(0, from, size).view(value.shape());
        }
    }

    private final Classifier model;
    private final Gradients gradients;
    private final double weightDecay;
    private final double maxNorm;
    private final double idleRate;
    private final List<Slot> slots = new ArrayList<>();
    private final Tensor first;
    private final Tensor second;
    private int steps;

    /// @param model whose weights move
    /// @param gradients by which they move
    /// @param layerDecay factor of the rate from one layer to the one below it
    FlatAdamW(Classifier model, Gradients gradients, double weightDecay, double maxNorm, double layerDecay) {
        this.model = model;
        this.gradients = gradients;
        this.weightDecay = weightDecay;
        this.maxNorm = maxNorm;
        this.idleRate = Math.pow(layerDecay, model.depth());
        long size = 0;
        for (var trained : model.trained().entrySet()) {
            String name = trained.getKey();
            slots.add(new Slot(name, trained.getValue(), size, trained.getValue().numel(), model.decays(name),
                    Math.pow(layerDecay, model.depth() - model.depth(name))));
            size += trained.getValue().numel();
        }
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            Tensor any = slots.getFirst().value();
            this.first = Device.beside(any, torch.zeros(size));
            this.second = Device.beside(any, torch.zeros(size));
            first.retainReference();
            second.retainReference();
        }
    }

    @Override
    public double step(double learningRate) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            steps++;
            Tensor gradient = torch.cat(new TensorVector(slots.stream().map(this::gradient).toArray(Tensor[]::new)), 0);
            double norm = gradient.norm().item_float();
            gradient.mul_(new Scalar(Math.min(1, maxNorm / (norm + NORM_EPSILON))));
            first.mul_(new Scalar(BETA1)).add_(gradient, new Scalar(1 - BETA1));
            second.mul_(new Scalar(BETA2)).addcmul_(gradient, gradient, new Scalar(1 - BETA2));
            Tensor spread = second.sqrt().mul_(new Scalar(1 / Math.sqrt(1 - Math.pow(BETA2, steps))))
                    .add_(new Scalar(EPSILON));
            Tensor update = first.div(spread);
            double corrected = learningRate / (1 - Math.pow(BETA1, steps));
            for (Slot slot : slots) {
                if (slot.decays() && weightDecay > 0) {
                    slot.value().mul_(new Scalar(1 - learningRate * slot.rate() * weightDecay));
                }
                slot.value().add_(slot.of(update), new Scalar(-corrected * slot.rate()));
                gradients.forget(slot.name());
            }
            if (weightDecay > 0) {
                model.idleWords()
                        .ifPresent(table -> table.mul_(new Scalar(1 - learningRate * idleRate * weightDecay)));
            }
            return norm;
        }
    }

    /// (size), zeros if no text of the step reached the tensor.
    private Tensor gradient(Slot slot) {
        return gradients.addUp(slot.name()).orElseGet(() -> torch.zeros_like(slot.value())).reshape(slot.size());
    }

    @Override
    public int steps() {
        return steps;
    }

    /// Writes both moments of every tensor.
    @Override
    public void save(Path safetensors) throws IOException {
        var moments = new LinkedHashMap<String, Slot>();
        var shapes = new LinkedHashMap<String, Shape>();
        for (Slot slot : slots) {
            for (String moment : List.of("first.", "second.")) {
                moments.put(moment + slot.name(), slot);
                shapes.put(moment + slot.name(), Shape.of(slot.value().shape()));
            }
        }
        SafetensorsWriter.write(safetensors, shapes, name -> {
            try (var _ = new PointerScope()) {
                Slot slot = Objects.requireNonNull(moments.get(name));
                return Batch.values(slot.of(name.startsWith("first.") ? first : second));
            }
        });
    }

    @Override
    public void restore(Path safetensors, int stepsTaken) throws IOException {
        try (var file = SafetensorsFile.open(safetensors); var _ = new PointerScope(); var _ = new NoGradGuard()) {
            for (Slot slot : slots) {
                slot.of(first).copy_(Batch.floats(file.floats("first." + slot.name()), slot.value().shape()));
                slot.of(second).copy_(Batch.floats(file.floats("second." + slot.name()), slot.value().shape()));
            }
        }
        steps = stepsTaken;
    }

    @Override
    public void close() {
        first.releaseReference();
        second.releaseReference();
    }
}
