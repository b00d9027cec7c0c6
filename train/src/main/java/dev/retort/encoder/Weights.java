package dev.retort.encoder;

import dev.retort.base.BaseModelException;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Path;
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

    Weights() {}

    /// Reads `name`, or takes new values if the file lacks it and it belongs to a head.
    ///
    /// Checkpoints without a head leave out the prefix `bert.`, and old ones call a layer norm's weight and bias gamma
    /// and beta: those names are tried too.
    void read(SafetensorsFile file, String name, CounterRandom random, long... shape) throws IOException {
        Optional<String> stored = storedName(file, name);
        boolean head = name.startsWith("classifier.") || name.startsWith("bert.pooler.");
        if (stored.isPresent()) {
            Shape found = file.entry(stored.get()).shape();
            if (found.equals(Shape.of(shape))) {
                own(name, file.floats(stored.get()), shape);
                return;
            }
            if (!name.startsWith("classifier.")) {
                throw new BaseModelException("tensor '%s' must have shape %s to fit config.json, got %s"
                        .formatted(stored.get(), Shape.of(shape), found));
            }
        } else if (!head) {
            throw new BaseModelException(
                    "no tensor '%s', which every BERT has; is this the directory of a BERT model?".formatted(name));
        }
        own(name, draw(random, shape), shape);
        drawn.add(name);
    }

    private static Optional<String> storedName(SafetensorsFile file, String name) {
        String bare = name.startsWith("bert.") ? name.substring("bert.".length()) : name;
        for (String candidate : new String[]{name, bare}) {
            String old = candidate.replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta");
            for (String spelling : new String[]{candidate, old}) {
                if (file.contains(spelling)) {
                    return Optional.of(spelling);
                }
            }
        }
        return Optional.empty();
    }

    /// N(0, 0.02) for a matrix, 0 for a bias.
    private static float[] draw(CounterRandom random, long... shape) {
        float[] values = new float[Math.toIntExact(Shape.of(shape).size())];
        if (shape.length > 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (NEW_WEIGHT_DEVIATION * random.nextGaussian());
            }
        }
        return values;
    }

    private void own(String name, float[] values, long... shape) {
        try (var _ = new PointerScope()) {
            put(name, Batch.floats(values, shape));
        }
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
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor '%s' among %s".formatted(name, tensors.keySet()));
        }
        return tensor;
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
