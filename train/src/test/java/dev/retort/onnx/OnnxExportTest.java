package dev.retort.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import dev.retort.base.BaseModelException;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OnnxExportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    private Path model;

    private void copy(String family) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(family).resolve(name), model.resolve(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra"})
    void singleTextsHaveTransformersLogits(String family) throws Exception {
        copy(family);
        Path onnx = OnnxExport.export(model);
        assertThat(onnx).isEqualTo(model.resolve("onnx/model.onnx"));
        for (JsonNode example : expected(family).path("examples")) {
            float[] logits = OnnxRun.run(onnx, new int[][]{ids(example)}, "logits");
            assertLogits(logits, example.path("logits"));
        }
    }

    /// Padding must not leak into the logits.
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra"})
    void aPaddedBatchHasTransformersLogits(String family) throws Exception {
        copy(family);
        JsonNode expected = expected(family);
        int[][] ids = expected.path("examples").valueStream().map(OnnxExportTest::ids).toArray(int[][]::new);
        float[] logits = OnnxRun.run(OnnxExport.export(model), ids, "logits");
        for (int row = 0; row < ids.length; row++) {
            float[] of = Arrays.copyOfRange(logits, 3 * row, 3 * row + 3);
            assertLogits(of, expected.path("logits_batched").path(row));
        }
    }

    /// The golden file has the first 8 numbers of the first token's last hidden state.
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra"})
    void theSentenceEncoderGivesTheFirstTokensHiddenState(String family) throws Exception {
        copy(family);
        Path onnx = OnnxExport.exportSentenceEncoder(model, model.resolve("encoder.onnx"));
        for (JsonNode example : expected(family).path("examples")) {
            float[] vector = OnnxRun.run(onnx, new int[][]{ids(example)}, "sentence_embedding");
            assertThat(vector).hasSize(32);
            for (int i = 0; i < 8; i++) {
                assertThat((double) vector[i]).isCloseTo(example.path("cls_hidden_state").path(i).doubleValue(),
                        within(1e-5));
            }
        }
    }

    /// A base model without a head leaves the encoder's prefix out; what it computes is the same.
    @ParameterizedTest
    @CsvSource({"bert, bert.", "roberta, roberta.", "distilbert, distilbert.", "electra, electra."})
    void namesWithoutPrefixGiveTheSameEncoder(String family, String prefix) throws Exception {
        copy(family);
        Path of = OnnxExport.exportSentenceEncoder(model, model.resolve("prefixed.onnx"));
        try (var file = SafetensorsFile.open(GOLDEN.resolve(family).resolve("model.safetensors"))) {
            var shapes = new LinkedHashMap<String, Shape>();
            for (var entry : file.entries()) {
                if (entry.name().startsWith(prefix)) {
                    shapes.put(entry.name().substring(prefix.length()), entry.shape());
                }
            }
            SafetensorsWriter.write(model.resolve("model.safetensors"), shapes, name -> file.floats(prefix + name));
        }
        assertThat(OnnxExport.exportSentenceEncoder(model, model.resolve("bare.onnx"))).hasSameBinaryContentAs(of);
        assertThatThrownBy(() -> OnnxExport.export(model)).isInstanceOf(OnnxExportException.class)
                .hasMessageContaining("model.safetensors: no tensor '");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bert | Shape Slice Tanh | input_ids attention_mask token_type_ids
            roberta | CumSum Equal Not Tanh | input_ids attention_mask
            xlm-roberta | CumSum Equal Not Tanh | input_ids attention_mask
            distilbert | Relu Shape Slice | input_ids attention_mask
            electra | Shape Slice | input_ids attention_mask token_type_ids
            """)
    void usesStandardOperatorsAndDynamicAxesOnly(String family, String ownOperators, String inputs) throws Exception {
        copy(family);
        var file = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(OnnxExport.export(model)));
        assertThat(file.getOpsetImportList()).singleElement().satisfies(opset -> {
            assertThat(opset.getDomain()).isEmpty();
            assertThat(opset.getVersion()).isEqualTo(17);
        });
        var operators = new TreeSet<String>();
        file.getGraph().getNodeList().forEach(node -> operators.add(node.getOpType()));
        var known = new TreeSet<>(List.of("Add", "Cast", "Div", "Erf", "Gather", "Gemm", "LayerNormalization",
                "MatMul", "Mul", "Reshape", "Slice", "Softmax", "Squeeze", "Sub", "Transpose", "Unsqueeze"));
        known.addAll(List.of(ownOperators.split(" ")));
        assertThat(operators).isEqualTo(known);
        assertThat(file.getGraph().getInputList()).extracting(OnnxMl.ValueInfoProto::getName)
                .containsExactly(inputs.split(" "));
        assertThat(file.getGraph().getInputList()).allSatisfy(input -> assertThat(
                input.getType().getTensorType().getShape().getDimList())
                .extracting(OnnxMl.TensorShapeProto.Dimension::getDimParam)
                .containsExactly("batch_size", "sequence_length"));
    }

    @Test
    void theSameModelGivesTheSameBytes() throws Exception {
        copy("bert");
        byte[] first = Files.readAllBytes(OnnxExport.export(model));
        byte[] int8 = Files.readAllBytes(model.resolve("onnx/model_int8.onnx"));
        assertThat(Files.readAllBytes(OnnxExport.export(model))).isEqualTo(first);
        assertThat(Files.readAllBytes(model.resolve("onnx/model_int8.onnx"))).isEqualTo(int8);
        assertThat(model.resolve("onnx").toFile().list()).containsExactlyInAnyOrder("model.onnx", "model_int8.onnx");
    }

    @Test
    void aModelThatDoesNotFitLeavesNoFile() throws Exception {
        copy("bert");
        rewrite("\"intermediate_size\": 64", "\"intermediate_size\": 65");
        assertThatThrownBy(() -> OnnxExport.export(model)).isInstanceOf(OnnxExportException.class).hasMessage(
                "%s: the weights are not those of BertForSequenceClassification: tensor 'bert.encoder.layer.0.intermediate.dense.weight' must have the shape [65, 32] that config.json tells, got [64, 32]",
                model);
        assertThat(model.resolve("onnx")).isEmptyDirectory();
        assertThatThrownBy(() -> OnnxExport.exportSentenceEncoder(model, model.resolve("onnx/encoder.onnx")))
                .isInstanceOf(OnnxExportException.class).hasMessageStartingWith(
                        "%s: the weights are not those of the encoder of BertForSequenceClassification: tensor", model);
        assertThat(model.resolve("onnx")).isEmptyDirectory();
        rewrite("\"model_type\": \"bert\"", "\"model_type\": \"gpt2\"");
        assertThatThrownBy(() -> OnnxExport.export(model)).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("model_type 'gpt2' is not supported");
    }

    private void rewrite(String from, String to) throws Exception {
        String config = Files.readString(model.resolve("config.json"));
        assertThat(config).contains(from);
        Files.writeString(model.resolve("config.json"), config.replace(from, to));
    }

    private static JsonNode expected(String family) throws Exception {
        return new JsonMapper().readTree(Files.readString(GOLDEN.resolve(family).resolve("expected.json")));
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
