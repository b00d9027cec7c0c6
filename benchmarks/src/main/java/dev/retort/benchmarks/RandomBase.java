package dev.retort.benchmarks;

import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// A BERT of the size of BERT-base (12 layers, hidden size 768, 110 million weights) with random weights, for speed alone.
final class RandomBase {
    private static final int HIDDEN = 768;
    private static final int INTERMEDIATE = 3072;
    private static final int LAYERS = 12;
    private static final int WORDS = 30522;

    private RandomBase() {}

    /// @param tokenizer directory of another BERT with the usual 30,522 word pieces
    static Path write(Path directory, Path tokenizer) throws IOException {
        Files.createDirectories(directory);
        for (String name : new String[]{"tokenizer.json", "tokenizer_config.json"}) {
            Files.copy(tokenizer.resolve(name), directory.resolve(name));
        }
        Files.writeString(directory.resolve("config.json"), """
                {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": %d, "hidden_size": %d,
                 "num_hidden_layers": %d, "num_attention_heads": 12, "intermediate_size": %d, "hidden_act": "gelu",
                 "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "max_position_embeddings": 512,
                 "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0}
                """.formatted(WORDS, HIDDEN, LAYERS, INTERMEDIATE));
        var random = new Random(42);
        Map<String, Shape> shapes = shapes();
        SafetensorsWriter.write(directory.resolve("model.safetensors"), shapes, name -> {
            float[] values = new float[Math.toIntExact(Objects.requireNonNull(shapes.get(name)).size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = name.endsWith("LayerNorm.weight") ? 1 : 0.02f * (float) random.nextGaussian();
            }
            return values;
        });
        return directory;
    }

    private static Map<String, Shape> shapes() {
        var shapes = new LinkedHashMap<String, Shape>();
        shapes.put("embeddings.word_embeddings.weight", Shape.of(WORDS, HIDDEN));
        shapes.put("embeddings.position_embeddings.weight", Shape.of(512, HIDDEN));
        shapes.put("embeddings.token_type_embeddings.weight", Shape.of(2, HIDDEN));
        pair(shapes, "embeddings.LayerNorm", HIDDEN);
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "encoder.layer.%d.".formatted(layer);
            for (String part : new String[]{"attention.self.query", "attention.self.key", "attention.self.value",
                    "attention.output.dense"}) {
                pair(shapes, prefix + part, HIDDEN, HIDDEN);
            }
            pair(shapes, prefix + "attention.output.LayerNorm", HIDDEN);
            pair(shapes, prefix + "intermediate.dense", INTERMEDIATE, HIDDEN);
            pair(shapes, prefix + "output.dense", HIDDEN, INTERMEDIATE);
            pair(shapes, prefix + "output.LayerNorm", HIDDEN);
        }
        pair(shapes, "pooler.dense", HIDDEN, HIDDEN);
        return shapes;
    }

    private static void pair(Map<String, Shape> shapes, String name, long... weight) {
        shapes.put(name + ".weight", Shape.of(weight));
        shapes.put(name + ".bias", Shape.of(weight[0]));
    }
}
