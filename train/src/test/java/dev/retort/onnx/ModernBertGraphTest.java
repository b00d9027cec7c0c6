package dev.retort.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import dev.retort.encoder.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ModernBertGraphTest {
    private static final Path GOLDEN = Golden.family("modernbert");
    private static final Offset<Float> CLOSE = within(1e-4f);

    @TempDir
    private Path model;

    /// Alone and as one padded batch. Over a few tokens a window sees all; the longest texts have 32.
    @ParameterizedTest
    @CsvSource({"mean, logits_batched", "cls, logits_with_classifier_pooling_cls"})
    void logitsAreTransformers(String pooling, String key) throws Exception {
        Path onnx = OnnxExport.export(copy("\"classifier_pooling\": \"mean\"",
                "\"classifier_pooling\": \"%s\"".formatted(pooling)));
        JsonNode expected = Golden.json("modernbert", "expected.json");
        int[][] ids = ids(expected);
        float[] batched = OnnxRun.run(onnx, ids, "logits");
        assertThat(batched).hasSize(3 * ids.length);
        for (int text = 0; text < ids.length; text++) {
            float[] logits = Golden.floats(expected.path(key).path(text));
            assertThat(Arrays.copyOfRange(batched, 3 * text, 3 * text + 3)).as("text %d", text).containsExactly(logits,
                    CLOSE);
            assertThat(OnnxRun.run(onnx, new int[][]{ids[text]}, "logits")).as("text %d", text).containsExactly(logits,
                    CLOSE);
        }
    }

    /// The oracle has 8 of the 32 numbers.
    @Test
    void sentenceEmbeddingsAreTransformersFirstHiddenStates() throws Exception {
        Path onnx = OnnxExport.exportSentenceEncoder(GOLDEN, model.resolve("encoder.onnx"));
        JsonNode expected = Golden.json("modernbert", "expected.json");
        int[][] ids = ids(expected);
        float[] vectors = OnnxRun.run(onnx, ids, "sentence_embedding");
        assertThat(vectors).hasSize(32 * ids.length);
        for (int text = 0; text < ids.length; text++) {
            assertThat(Arrays.copyOfRange(vectors, 32 * text, 32 * text + 8)).as("text %d", text).containsExactly(
                    Golden.floats(expected.path("examples").path(text).path("cls_hidden_state")), CLOSE);
        }
    }

    @Test
    void usesStandardOperatorsAndAsksForIdsAndMaskOnly() throws Exception {
        var file = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(OnnxExport.export(copy("", ""))));
        assertThat(file.getOpsetImportList()).singleElement().satisfies(opset -> {
            assertThat(opset.getDomain()).isEmpty();
            assertThat(opset.getVersion()).isEqualTo(17);
        });
        var operators = new TreeSet<String>();
        file.getGraph().getNodeList().forEach(node -> operators.add(node.getOpType()));
        assertThat(operators).containsExactly("Abs", "Add", "Cast", "Concat", "Cos", "Div", "Erf", "Gather", "Gemm",
                "LayerNormalization", "LessOrEqual", "MatMul", "Min", "Mul", "Neg", "Range", "ReduceSum", "Reshape",
                "Shape", "Sin", "Slice", "Softmax", "Squeeze", "Sub", "Transpose", "Unsqueeze", "Where");
        assertThat(file.getGraph().getInputList()).extracting(OnnxMl.ValueInfoProto::getName)
                .containsExactly("input_ids", "attention_mask");
    }

    private Path copy(String from, String to) throws IOException {
        String config = Files.readString(GOLDEN.resolve("config.json"));
        assertThat(config).contains(from);
        Files.writeString(model.resolve("config.json"), config.replace(from, to));
        Files.copy(GOLDEN.resolve("model.safetensors"), model.resolve("model.safetensors"));
        return model;
    }

    private static int[][] ids(JsonNode expected) {
        List<JsonNode> examples = Golden.stream(expected.path("examples"));
        return examples.stream().map(example -> Golden.ids(example.path("input_ids"))).toArray(int[][]::new);
    }
}
