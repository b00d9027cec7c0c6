package dev.retort.encoder;

import dev.retort.base.BaseModelException;
import dev.retort.base.Checkpoint;
import dev.retort.encoder.TensorList.Entry;
import dev.retort.encoder.TensorList.Origin;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The named tensors of a model. They belong to this object, whatever scope is open, until it is closed.
public final class Weights implements AutoCloseable {
    private static final double NEW_WEIGHT_DEVIATION = 0.02;

    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    private final SequencedSet<String> drawn = new LinkedHashSet<>();

    private final String prefix;
    private final Device device;

    /// @param prefix of the encoder's names, which checkpoints without a head leave out
    /// @param device that the tensors shall lie on
    Weights(String prefix, Device device) {
        this.prefix = prefix;
        this.device = device;
    }

    Device device() {
        return device;
    }

    /// Reads a tensor, or draws it if the checkpoint lacks it and it belongs to a head.
    void read(Checkpoint checkpoint, Entry entry, CounterRandom random) throws IOException {
        Optional<String> stored = usable(checkpoint, entry);
        if (stored.isPresent()) {
            own(entry.name(), checkpoint.floats(stored.get()), entry.shape());
        } else {
            own(entry.name(), draw(random, entry), entry.shape());
            drawn.add(entry.name());
        }
    }

    /// Under which name a checkpoint has a tensor; empty if it is to be drawn.
    ///
    /// @throws BaseModelException if an encoder's tensor is missing or has another shape than config.json tells
    Optional<String> usable(Checkpoint checkpoint, Entry entry) throws IOException {
        Optional<String> stored = checkpoint.find(entry.name(), prefix);
        if (stored.isEmpty()) {
            if (entry.origin() == Origin.ENCODER) {
                throw new BaseModelException(
                        "%s: no tensor '%s', which config.json asks for; do the two files belong together?"
                                .formatted(checkpoint.path(), entry.name()));
            }
            return stored;
        }
        Shape found = checkpoint.entry(stored.get()).shape();
        if (found.equals(entry.shape())) {
            return stored;
        }
        if (entry.origin() != Origin.OUTPUT) {
            throw new BaseModelException("%s: tensor '%s' must have shape %s to fit config.json, got %s"
                    .formatted(checkpoint.path(), stored.get(), entry.shape(), found));
        }
        return Optional.empty();
    }

    /// N(0, 0.02) for a matrix, 1 for the weight of a norm, 0 for a bias.
    private static float[] draw(CounterRandom random, Entry entry) {
        Shape shape = entry.shape();
        float[] values = new float[Math.toIntExact(shape.size())];
        if (shape.rank() > 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (NEW_WEIGHT_DEVIATION * random.nextGaussian());
            }
        } else if (entry.name().endsWith(".weight")) {
            Arrays.fill(values, 1);
        }
        return values;
    }

    private void own(String name, float[] values, Shape shape) {
        try (var _ = new PointerScope()) {
            put(name, device.take(Batch.floats(values, shape.toArray())));
        }
    }

    /// The same values in the same memory, with gradients of their own.
    Weights replica() {
        var replica = new Weights(prefix, device);
        try (var _ = new PointerScope()) {
            tensors.forEach((name, tensor) -> {
                Tensor same = tensor.detach();
                replica.put(name, same);
                same.set_requires_grad(tensor.requires_grad());
            });
        }
        return replica;
    }

    /// Takes over a tensor made inside an open scope.
    void put(String name, Tensor tensor) {
        tensor.retainReference();
        tensor.set_requires_grad(true);
        Tensor previous = tensors.put(name, tensor);
        if (previous != null) {
            previous.releaseReference();
        }
    }

    public Tensor get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(
                "no tensor '%s' among %s".formatted(name, tensors.keySet())));
    }

    Optional<Tensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /// All tensors by Hugging Face name, in the order of the forward pass.
    public SequencedMap<String, Tensor> all() {
        return Collections.unmodifiableSequencedMap(tensors);
    }

    /// Tensors that the loaded file lacked or had for another number of labels; they were drawn anew.
    public SequencedSet<String> drawn() {
        return Collections.unmodifiableSequencedSet(drawn);
    }

    static void write(Path file, SequencedMap<String, Tensor> tensors) throws IOException {
        var shapes = new LinkedHashMap<String, Shape>();
        tensors.forEach((name, tensor) -> shapes.put(name, Shape.of(tensor.shape())));
        SafetensorsWriter.write(file, shapes, name -> {
            try (var _ = new PointerScope()) {
                return Batch.values(Objects.requireNonNull(tensors.get(name)));
            }
        });
    }

    @Override
    public void close() {
        tensors.values().forEach(Pointer::releaseReference);
        tensors.clear();
    }
}
