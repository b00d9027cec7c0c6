package dev.retort.benchmarks;

import dev.retort.base.Checkpoint;
import dev.retort.onnx.OnnxExport;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A classifier of three labels made of a BERT base and a head of random weights, with its exports, for speed alone.
final class RandomHead {
    private static final String PREFIX = "bert.";
    private static final String[] LABELS = {"negative", "neutral", "positive"};

    private RandomHead() {}

    /// @return the directory
    static Path write(Path directory, Path base) throws IOException {
        Files.createDirectories(directory);
        for (String name : new String[]{"tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(base.resolve(name), directory.resolve(name));
        }
        ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(Files.readString(base.resolve("config.json")));
        config.putArray("architectures").add("BertForSequenceClassification");
        ObjectNode names = config.putObject("id2label");
        ObjectNode numbers = config.putObject("label2id");
        for (int label = 0; label < LABELS.length; label++) {
            names.put(Integer.toString(label), LABELS[label]);
            numbers.put(LABELS[label], label);
        }
        Files.writeString(directory.resolve("config.json"), config.toString());
        weights(directory, base, config.path("hidden_size").asInt());
        OnnxExport.export(directory);
        return directory;
    }

    private static void weights(Path directory, Path base, int hidden) throws IOException {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        try (Checkpoint encoder = Checkpoint.open(base)) {
            for (String name : encoder.names()) {
                shapes.put(PREFIX + name, encoder.entry(name).shape());
            }
            shapes.putIfAbsent("bert.pooler.dense.weight", Shape.of(hidden, hidden));
            shapes.putIfAbsent("bert.pooler.dense.bias", Shape.of(hidden));
            shapes.put("classifier.weight", Shape.of(LABELS.length, hidden));
            shapes.put("classifier.bias", Shape.of(LABELS.length));
            var random = new Random(42);
            SafetensorsWriter.write(directory.resolve("model.safetensors"), shapes, name -> {
                String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
                if (name.startsWith(PREFIX) && encoder.contains(bare)) {
                    return encoder.floats(bare);
                }
                float[] drawn = new float[Math.toIntExact(Objects.requireNonNull(shapes.get(name)).size())];
                for (int i = 0; i < drawn.length; i++) {
                    drawn[i] = 0.02f * (float) random.nextGaussian();
                }
                return drawn;
            });
        }
    }
}
