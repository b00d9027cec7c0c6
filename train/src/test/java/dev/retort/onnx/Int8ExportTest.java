package dev.retort.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.retort.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The graph with matrix products in int8, held against the plain one, which other tests hold against transformers.
class Int8ExportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    /// Eight bits a number, in models of hidden size 32 with random weights, whose logits reach 4.
    private static final float ROUNDING = 0.3f;

    @TempDir
    private Path model;

    private void export(String family) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(family).resolve(name), model.resolve(name));
        }
        OnnxExport.export(model);
    }

    private static int[][] ids(String family) throws IOException {
        return new JsonMapper().readTree(Files.readString(GOLDEN.resolve(family).resolve("expected.json")))
                .path("examples").valueStream().map(example -> example.path("input_ids").valueStream()
                        .mapToInt(JsonNode::intValue).toArray())
                .toArray(int[][]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void logitsAreThoseOfThePlainGraphButForRounding(String family) throws Exception {
        export(family);
        float[] plain = OnnxRun.run(model.resolve("onnx/model.onnx"), ids(family), "logits");
        float[] int8 = OnnxRun.run(model.resolve("onnx/model_int8.onnx"), ids(family), "logits");
        assertThat(int8).hasSameSizeAs(plain);
        assertThat(int8).usingComparatorWithPrecision(ROUNDING).containsExactly(plain);
        assertThat(int8).isNotEqualTo(plain);
    }

    /// Nothing but its own tokens goes into a text's scales.
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void aTextsLogitsAreTheSameAloneAndPaddedInABatch(String family) throws Exception {
        export(family);
        Path int8 = model.resolve("onnx/model_int8.onnx");
        int[][] ids = ids(family);
        assertThat(Arrays.stream(ids).mapToInt(row -> row.length)).doesNotHaveDuplicates().hasSizeGreaterThan(1);
        float[] together = OnnxRun.run(int8, ids, "logits");
        for (int text = 0; text < ids.length; text++) {
            float[] alone = OnnxRun.run(int8, new int[][]{ids[text]}, "logits");
            for (int label = 0; label < alone.length; label++) {
                assertThat(together[text * alone.length + label]).isCloseTo(alone[label], within(1e-5f));
            }
        }
    }

    @Test
    void theWordTableLiesInThePlainFileOnly() throws Exception {
        export("bert");
        var graph = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(model.resolve("onnx/model_int8.onnx")));
        TensorProto table = graph.getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals("bert.embeddings.word_embeddings.weight")).findFirst()
                .orElseThrow();
        Map<String, String> place = table.getExternalDataList().stream()
                .collect(Collectors.toMap(entry -> entry.getKey(), entry -> entry.getValue()));
        assertThat(place).containsEntry("location", "model.onnx");
        assertThat(table.hasRawData()).isFalse();
        byte[] plain = Files.readAllBytes(model.resolve("onnx/model.onnx"));
        int offset = Integer.parseInt(place.getOrDefault("offset", ""));
        int length = Integer.parseInt(place.getOrDefault("length", ""));
        float[] numbers = new float[length / Float.BYTES];
        ByteBuffer.wrap(plain, offset, length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        try (var file = SafetensorsFile.open(model.resolve("model.safetensors"))) {
            assertThat(numbers).isEqualTo(file.floats("bert.embeddings.word_embeddings.weight"));
        }
        assertThat(graph.getMetadataPropsList()).singleElement().satisfies(property -> {
            assertThat(property.getKey()).isEqualTo("bytes of model.onnx");
            assertThat(property.getValue()).isEqualTo(Integer.toString(plain.length));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "electra", "modernbert"})
    void inputsAreIdsAndMaskAndAllLayersAreInt8(String family) throws Exception {
        export(family);
        var graph = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(model.resolve("onnx/model_int8.onnx"))).getGraph();
        if (!family.equals("modernbert")) {
            assertThat(graph.getInputList()).extracting(OnnxMl.ValueInfoProto::getName)
                    .containsExactly("input_ids", "attention_mask");
        }
        List<String> products = new ArrayList<>();
        graph.getNodeList().forEach(node -> products.add(node.getOpType()));
        assertThat(products).contains("MatMulIntegerToFloat", "QuantizeLinear");
    }

    @Test
    void columnsOfAMatrixHaveTheirOwnSteps() {
        Int8Matrix matrix = Int8Matrix.of(new float[]{1, -254, 0, -0.5f, 100, 0}, 2, 3);
        assertThat(matrix.scales()).containsExactly(1 / 127f, 2f, 1f);
        assertThat(matrix.numbers()).containsExactly(127, -127, 0, -64, 50, 0);
    }
}
