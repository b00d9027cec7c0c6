package dev.retort.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import dev.retort.encoder.Classifier;
import dev.retort.encoder.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DebertaV2GraphTest {
    private static final Offset<Float> CLOSE = within(1e-4f);

    @TempDir
    private Path model;

    @BeforeEach
    void copyTheModel() throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(Golden.family("deberta-v2").resolve(name), model.resolve(name));
        }
    }

    @Test
    void singleTextsHaveTransformersLogits() throws Exception {
        Path onnx = OnnxExport.export(model);
        for (JsonNode example : expected().path("examples")) {
            int[][] ids = {Golden.ids(example.path("input_ids"))};
            assertThat(OnnxRun.run(onnx, ids, "logits")).as(example.path("text").asString())
                    .containsExactly(Golden.floats(example.path("logits")), CLOSE);
        }
    }

    @Test
    void aPaddedBatchHasTransformersLogits() throws Exception {
        int[][] ids = Golden.stream(expected().path("examples")).stream()
                .map(example -> Golden.ids(example.path("input_ids"))).toArray(int[][]::new);
        float[] logits = OnnxRun.run(OnnxExport.export(model), ids, "logits");
        for (int text = 0; text < ids.length; text++) {
            assertThat(Arrays.copyOfRange(logits, 3 * text, 3 * text + 3)).as("text %d", text)
                    .containsExactly(Golden.floats(expected().path("logits_batched").path(text)), CLOSE);
        }
    }

    /// transformers' values are the first 8 of 32.
    @Test
    void sentencesHaveTransformersHiddenState() throws Exception {
        Path onnx = OnnxExport.exportSentenceEncoder(model, model.resolve("encoder.onnx"));
        for (JsonNode example : expected().path("examples")) {
            int[][] ids = {Golden.ids(example.path("input_ids"))};
            float[] state = OnnxRun.run(onnx, ids, "sentence_embedding");
            assertThat(state).hasSize(32);
            assertThat(Arrays.copyOf(state, 8)).containsExactly(Golden.floats(example.path("cls_hidden_state")), CLOSE);
        }
    }

    /// A model of one layer is the larger one after its first.
    @Test
    void theFirstLayerHasTransformersHiddenState() throws Exception {
        rewrite("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
        Path onnx = OnnxExport.exportSentenceEncoder(model, model.resolve("encoder.onnx"));
        int[][] ids = {Golden.ids(expected().path("examples").path(2).path("input_ids"))};
        assertThat(Arrays.copyOf(OnnxRun.run(onnx, ids, "sentence_embedding"), 8))
                .containsExactly(Golden.floats(expected().path("layers_of_example_2").path(1)), CLOSE);
    }

    /// As many tokens as the model has positions: every bucket occurs, and with 10 for the farthest distance most are
    /// beyond it. libtorch is the oracle, itself held against transformers on shorter texts.
    @ParameterizedTest
    @ValueSource(ints = {-1, 10})
    void textsAsLongAsThePositionsHaveLibtorchsLogits(int farthest) throws Exception {
        rewrite("\"max_relative_positions\": -1", "\"max_relative_positions\": " + farthest);
        int[] text = IntStream.range(0, 64).map(i -> 4 + 37 * i % 300).toArray();
        try (Classifier classifier = Classifier.load(model, 3, 1)) {
            assertThat(OnnxRun.run(OnnxExport.export(model), new int[][]{text}, "logits"))
                    .containsExactly(classifier.score(List.of(text)).getFirst(), CLOSE);
        }
    }

    @Test
    void usesStandardOperatorsOnly() throws Exception {
        var file = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(OnnxExport.export(model)));
        assertThat(file.getOpsetImportList()).singleElement().satisfies(opset -> {
            assertThat(opset.getDomain()).isEmpty();
            assertThat(opset.getVersion()).isEqualTo(17);
        });
        assertThat(file.getGraph().getNodeList()).allSatisfy(node -> assertThat(node.getDomain()).isEmpty());
        assertThat(file.getGraph().getInputList()).extracting(OnnxMl.ValueInfoProto::getName)
                .containsExactly("input_ids", "attention_mask");
    }

    private void rewrite(String from, String to) throws IOException {
        Path file = model.resolve("config.json");
        String config = Files.readString(file);
        assertThat(config).contains(from);
        Files.writeString(file, config.replace(from, to));
    }

    private static JsonNode expected() throws IOException {
        return Golden.json("deberta-v2", "expected.json");
    }
}
