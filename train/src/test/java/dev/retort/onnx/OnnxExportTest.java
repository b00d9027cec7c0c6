package dev.retort.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import dev.retort.base.BaseModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OnnxExportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert");

    @TempDir
    private Path model;

    @BeforeEach
    void copyTheModel() throws Exception {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(name), model.resolve(name));
        }
    }

    @Test
    void singleTextsHaveTransformersLogits() throws Exception {
        Path onnx = OnnxExport.export(model);
        assertThat(onnx).isEqualTo(model.resolve("onnx/model.onnx"));
        for (JsonNode example : expected().path("examples")) {
            float[] logits = OnnxRun.run(onnx, new int[][]{ids(example)}, "logits");
            assertLogits(logits, example.path("logits"));
        }
    }

    /// Padding must not leak into the logits.
    @Test
    void aPaddedBatchHasTransformersLogits() throws Exception {
        JsonNode expected = expected();
        int[][] ids = expected.path("examples").valueStream().map(OnnxExportTest::ids).toArray(int[][]::new);
        float[] logits = OnnxRun.run(OnnxExport.export(model), ids, "logits");
        for (int row = 0; row < ids.length; row++) {
            float[] of = Arrays.copyOfRange(logits, 3 * row, 3 * row + 3);
            assertLogits(of, expected.path("logits_batched").path(row));
        }
    }

    @Test
    void usesStandardOperatorsAndDynamicAxesOnly() throws Exception {
        var file = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(OnnxExport.export(model)));
        assertThat(file.getOpsetImportList()).singleElement().satisfies(opset -> {
            assertThat(opset.getDomain()).isEmpty();
            assertThat(opset.getVersion()).isEqualTo(17);
        });
        var operators = new TreeSet<String>();
        file.getGraph().getNodeList().forEach(node -> operators.add(node.getOpType()));
        assertThat(operators).containsExactly("Add", "Cast", "Div", "Erf", "Gather", "Gemm", "LayerNormalization",
                "MatMul", "Mul", "Reshape", "Shape", "Slice", "Softmax", "Squeeze", "Sub", "Tanh", "Transpose",
                "Unsqueeze");
        assertThat(file.getGraph().getInputList()).extracting(OnnxMl.ValueInfoProto::getName)
                .containsExactly("input_ids", "attention_mask", "token_type_ids");
        assertThat(file.getGraph().getInputList()).allSatisfy(input -> assertThat(
                input.getType().getTensorType().getShape().getDimList())
                .extracting(OnnxMl.TensorShapeProto.Dimension::getDimParam)
                .containsExactly("batch_size", "sequence_length"));
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        byte[] first = Files.readAllBytes(OnnxExport.export(model));
        assertThat(Files.readAllBytes(OnnxExport.export(model))).isEqualTo(first);
        assertThat(model.resolve("onnx").toFile().list()).containsExactly("model.onnx");
    }

    @Test
    void aModelThatDoesNotFitLeavesNoFile() throws Exception {
        rewrite("\"intermediate_size\": 64", "\"intermediate_size\": 65");
        assertThatThrownBy(() -> OnnxExport.export(model)).isInstanceOf(OnnxExportException.class).hasMessage(
                "%s: not a BERT classifier: tensor 'bert.encoder.layer.0.intermediate.dense.weight' must have the shape [65, 32] that config.json tells, got [64, 32]",
                model.resolve("model.safetensors"));
        assertThat(model.resolve("onnx")).isEmptyDirectory();
        assertThatThrownBy(() -> OnnxExport.exportSentenceEncoder(model, model.resolve("onnx/encoder.onnx")))
                .isInstanceOf(OnnxExportException.class).hasMessageStartingWith("%s: not a BERT encoder: tensor",
                        model.resolve("model.safetensors"));
        assertThat(model.resolve("onnx")).isEmptyDirectory();
        rewrite("\"model_type\": \"bert\"", "\"model_type\": \"electra\"");
        assertThatThrownBy(() -> OnnxExport.export(model)).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("model_type 'electra' is not supported");
    }

    private void rewrite(String from, String to) throws Exception {
        String config = Files.readString(model.resolve("config.json"));
        assertThat(config).contains(from);
        Files.writeString(model.resolve("config.json"), config.replace(from, to));
    }

    private static JsonNode expected() throws Exception {
        return new JsonMapper().readTree(Files.readString(GOLDEN.resolve("expected.json")));
    }

    private static int[] ids(JsonNode example) {
        return example.path("input_ids").valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    private static void assertLogits(float[] logits, JsonNode expected) {
        assertThat(logits).hasSize(3);
        for (int label = 0; label < 3; label++) {
            assertThat((double) logits[label]).isCloseTo(expected.path(label).doubleValue(), within(1e-5));
        }
    }
}
