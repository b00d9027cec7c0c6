package dev.retort.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.base.BaseModels;
import dev.retort.infer.Tokenizer;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The embedded ONNX file is the oracle for what we import from it and export again. A head of identities makes the
/// logits tanh(h), where h is the hidden state of the first token, all of it.
@Tag("slow")
class EmbeddedBaseExportTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(textBlock = """
            all-MiniLM-L6-v2, all-minilm-l6-v2.onnx, 384
            bge-small-en-v1.5, bge-small-en-v1.5.onnx, 384
            bge-small-zh-v1.5, bge-small-zh-v1.5.onnx, 512
            """)
    void hiddenStatesAreThoseOfTheEmbeddedFile(String name, String resource, int hidden) throws Exception {
        Path base = BaseModels.resolve(name, directory);
        Path student = withIdentityHead(base, hidden);
        Path original = directory.resolve("original.onnx");
        try (InputStream onnx = getClass().getClassLoader().getResourceAsStream(resource)) {
            Files.copy(onnx, original);
        }
        try (Tokenizer tokenizer = Tokenizer.open(base, 64)) {
            int[][] ids = tokenizer.encode(List.of("Net sales rose 12.5% to EUR 3.2 mn.", "利润增加", "",
                    "a longer text that is cut at sixty-four tokens ".repeat(20)));
            float[] states = OnnxRun.run(original, ids, "last_hidden_state");
            float[] logits = OnnxRun.run(OnnxExport.export(student), ids, "logits");
            int longest = states.length / ids.length / hidden;
            assertThat(longest).isEqualTo(64);
            for (int i = 0; i < logits.length; i++) {
                float state = states[i / hidden * longest * hidden + i % hidden];
                assertThat((double) logits[i]).isCloseTo(Math.tanh(state), within(2e-5));
            }
            float[] vectors = OnnxRun.run(OnnxExport.exportSentenceEncoder(base, directory.resolve("encoder.onnx")),
                    ids, "sentence_embedding");
            for (int i = 0; i < vectors.length; i++) {
                float state = states[i / hidden * longest * hidden + i % hidden];
                assertThat((double) vectors[i]).isCloseTo(state, within(1e-4));
            }
        }
    }

    private Path withIdentityHead(Path base, int hidden) throws IOException {
        Path student = Files.createDirectory(directory.resolve("student"));
        JsonMapper json = new JsonMapper();
        ObjectNode config = (ObjectNode) json.readTree(Files.readString(base.resolve("config.json")));
        ObjectNode labels = config.putObject("id2label");
        for (int label = 0; label < hidden; label++) {
            labels.put(Integer.toString(label), "h" + label);
        }
        Files.writeString(student.resolve("config.json"), json.writeValueAsString(config));
        try (SafetensorsFile weights = SafetensorsFile.open(base.resolve("model.safetensors"))) {
            var shapes = new TreeMap<String, Shape>();
            weights.entries().forEach(entry -> shapes.put("bert." + entry.name(), entry.shape()));
            for (String dense : List.of("bert.pooler.dense", "classifier")) {
                shapes.put(dense + ".weight", Shape.of(hidden, hidden));
                shapes.put(dense + ".bias", Shape.of(hidden));
            }
            SafetensorsWriter.write(student.resolve("model.safetensors"), shapes, name -> switch (name) {
                case "bert.pooler.dense.weight", "classifier.weight" -> identity(hidden);
                case "bert.pooler.dense.bias", "classifier.bias" -> new float[hidden];
                default -> weights.floats(name.substring("bert.".length()));
            });
        }
        return student;
    }

    private static float[] identity(int size) {
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = 1;
        }
        return matrix;
    }
}
