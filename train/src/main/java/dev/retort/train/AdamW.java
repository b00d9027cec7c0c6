package dev.retort.train;

import dev.retort.encoder.Batch;
import dev.retort.encoder.Classifier;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
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
/// Clipping multiplies g by min(1, max / (norm + 1e-6)).
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
    private final Gradients gradients;
    private final Workers workers;
    private final double weightDecay;
    private final double maxNorm;
    private final List<Slot> slots = new ArrayList<>();
    private final List<List<Slot>> shares;
    private final double idleRate;
    private int steps;

    /// @param model whose weights move
    /// @param gradients by which they move
    /// @param layerDecay factor of the rate from one layer to the one below it
    AdamW(Classifier model, Gradients gradients, double weightDecay, double maxNorm, double layerDecay) {
        this.model = model;
        this.gradients = gradients;
        this.workers = gradients.workers();
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
        this.shares = shares(slots, workers.count());
    }

    /// Divides the tensors among workers so that each has about as many numbers.
    private static List<List<Slot>> shares(List<Slot> slots, int count) {
        var shares = new ArrayList<List<Slot>>();
        for (int share = 0; share < count; share++) {
            shares.add(new ArrayList<>());
        }
        long[] numbers = new long[count];
        var largestFirst = new ArrayList<>(slots);
        largestFirst.sort(Comparator.comparingLong((Slot slot) -> slot.value().numel()).reversed());
        for (Slot slot : largestFirst) {
            int least = 0;
            for (int share = 1; share < count; share++) {
                least = numbers[share] < numbers[least] ? share : least;
            }
            shares.get(least).add(slot);
            numbers[least] += slot.value().numel();
        }
        return shares;
    }

    @Override
    public double step(double learningRate) {
        steps++;
        double norm = Math.sqrt(workers.all(shares.size(), share -> squaredNorms(shares.get(share))).stream()
                .flatMap(squares -> squares.entrySet().stream()).sorted(Map.Entry.comparingByKey())
                .mapToDouble(Map.Entry::getValue).sum());
        double clip = Math.min(1, maxNorm / (norm + NORM_EPSILON));
        workers.all(shares.size(), share -> {
            move(shares.get(share), learningRate, clip);
            return share;
        });
        if (weightDecay > 0) {
            try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
                model.idleWords()
                        .ifPresent(table -> table.mul_(new Scalar(1 - learningRate * idleRate * weightDecay)));
            }
        }
        return norm;
    }

    /// By name, so that they are added up in one order however the tensors are shared out.
    private Map<String, Double> squaredNorms(List<Slot> share) {
        var squares = new HashMap<String, Double>();
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            for (Slot slot : share) {
                double norm = gradients.addUp(slot.name()).map(gradient -> (double) gradient.norm().item_float())
                        .orElse(0.0);
                squares.put(slot.name(), norm * norm);
            }
        }
        return squares;
    }

    private void move(List<Slot> share, double learningRate, double clip) {
        Map<Group, List<Slot>> alike = share.stream()
                .collect(Collectors.groupingBy(slot -> new Group(slot.rate(), slot.decays())));
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            alike.forEach((group, slots) -> new FusedAdamW(BETA1, BETA2, EPSILON, steps, learningRate * group.rate(),
                    group.decays() ? weightDecay : 0, clip)
                    .apply(slots.stream().map(Slot::value).toList(), slots.stream().map(this::gradient).toList(),
                            slots.stream().map(Slot::first).toList(), slots.stream().map(Slot::second).toList()));
        }
        share.forEach(slot -> gradients.forget(slot.name()));
    }

    /// Slots that one call moves.
    private record Group(double rate, boolean decays) {}

    private Tensor gradient(Slot slot) {
        return gradients.sum(slot.name()).map(Tensor::contiguous).orElseGet(() -> torch.zeros_like(slot.value()));
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
