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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The second output of exported classifiers: what the head reads. Hidden size 32.
class EmbeddingOutputTest {
    private static final int HIDDEN = 32;
    /// Eight bits a number, in models with random weights, whose hidden states reach 3.
    private static final float ROUNDING = 0.3f;

    @TempDir
    private Path model;

    private void export(String family) throws IOException {
        String name = family.replace("-cls", "");
        Files.copy(Golden.family(name).resolve("model.safetensors"), model.resolve("model.safetensors"));
        String config = Files.readString(Golden.family(name).resolve("config.json"));
        String mean = "\"classifier_pooling\": \"mean\"";
        assertThat(config.contains(mean)).isEqualTo(name.equals("modernbert"));
        Files.writeString(model.resolve("config.json"), name.equals(family)
                ? config
                : config.replace(mean,
                        mean.replace("mean", "cls")));
        OnnxExport.export(model);
    }

    private static int[][] ids(String family) throws IOException {
        return Golden.stream(Golden.json(family.replace("-cls", ""), "expected.json").path("examples")).stream()
                .map(example -> Golden.ids(example.path("input_ids"))).toArray(int[][]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert",
            "modernbert-cls"})
    void embeddingsAreWhatLibtorchsHeadReads(String family) throws Exception {
        export(family);
        int[][] ids = ids(family);
        float[] together = OnnxRun.run(model.resolve("onnx/model.onnx"), ids, "embedding");
        assertThat(together).hasSize(HIDDEN * ids.length);
        try (Classifier torch = Classifier.load(model, 3, 1)) {
            for (int text = 0; text < ids.length; text++) {
                float[] expected = torch.embed(List.of(ids[text])).getFirst();
                assertThat(row(together, text)).as("padded, text %d", text).containsExactly(expected, within(1e-4f));
                assertThat(OnnxRun.run(model.resolve("onnx/model.onnx"), new int[][]{ids[text]}, "embedding"))
                        .as("alone, text %d", text).containsExactly(expected, within(1e-4f));
            }
        }
        assertThat(row(together, 0)).isNotEqualTo(row(together, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void int8GivesThemButForRoundingAndAsMuchAloneAsPadded(String family) throws Exception {
        export(family);
        int[][] ids = ids(family);
        float[] plain = OnnxRun.run(model.resolve("onnx/model.onnx"), ids, "embedding");
        float[] int8 = OnnxRun.run(model.resolve("onnx/model_int8.onnx"), ids, "embedding");
        assertThat(int8).usingComparatorWithPrecision(ROUNDING).containsExactly(plain);
        assertThat(int8).isNotEqualTo(plain);
        for (int text = 0; text < ids.length; text++) {
            assertThat(OnnxRun.run(model.resolve("onnx/model_int8.onnx"), new int[][]{ids[text]}, "embedding"))
                    .as("text %d", text).containsExactly(row(int8, text), within(1e-5f));
        }
    }

    /// transformers' values are the first 8 of 32.
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert-cls"})
    void embeddingsAreTransformersFirstHiddenStates(String family) throws Exception {
        export(family);
        int[][] ids = ids(family);
        float[] vectors = OnnxRun.run(model.resolve("onnx/model.onnx"), ids, "embedding");
        for (int text = 0; text < ids.length; text++) {
            float[] expected = Golden.floats(Golden.json(family.replace("-cls", ""), "expected.json").path("examples")
                    .path(text).path("cls_hidden_state"));
            assertThat(Arrays.copyOf(row(vectors, text), expected.length)).as("text %d", text).hasSize(8)
                    .containsExactly(expected, within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert",
            "modernbert-cls"})
    void logitsAreBitForBitThoseWithoutTheOutput(String family) throws Exception {
        export(family);
        int[][] ids = ids(family);
        for (String name : List.of("model", "model_int8")) {
            Path file = model.resolve("onnx/%s.onnx".formatted(name));
            var without = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
            assertThat(without.getGraph().getOutputList()).extracting(OnnxMl.ValueInfoProto::getName)
                    .containsExactly("logits", "embedding");
            without.getGraphBuilder().removeOutput(1);
            Path plain = file.resolveSibling(name + "_without.onnx");
            Files.write(plain, without.build().toByteArray());
            assertThat(OnnxRun.run(file, ids, "logits")).as(name).containsExactly(OnnxRun.run(plain, ids, "logits"));
        }
    }

    private static float[] row(float[] rows, int text) {
        return Arrays.copyOfRange(rows, HIDDEN * text, HIDDEN * (text + 1));
    }
}
