package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.base.LogBuckets;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DebertaV2Test {
    private static final Path GOLDEN = Golden.family("deberta-v2");
    private static final List<String> PRETRAINING = List.of("lm_predictions.lm_head.dense.weight",
            "mask_predictions.dense.weight", "deberta.embeddings.position_embeddings.weight");

    @TempDir
    private Path directory;

    @Test
    void logitsAreThoseOfTransformersWithTheHubsConfig() throws IOException {
        Files.copy(GOLDEN.resolve("config_hub_style.json"), directory.resolve("config.json"));
        Files.copy(GOLDEN.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        JsonNode example = Golden.json("deberta-v2", "expected.json").path("examples").path(2);
        try (Classifier model = Classifier.load(directory, 3, 1)) {
            assertThat(model.score(List.of(Golden.ids(example.path("input_ids")))).getFirst())
                    .containsExactly(Golden.floats(example.path("logits")), within(1e-4f));
        }
    }

    @Test
    void aPretrainedCheckpointLacksTheHeadAndHasOneOfItsOwn() throws IOException {
        Files.copy(GOLDEN.resolve("config.json"), directory.resolve("config.json"));
        try (SafetensorsFile whole = SafetensorsFile.open(GOLDEN.resolve("model.safetensors"))) {
            var shapes = new TreeMap<String, Shape>();
            whole.entries().stream().filter(entry -> entry.name().startsWith("deberta."))
                    .forEach(entry -> shapes.put(entry.name(), entry.shape()));
            PRETRAINING.forEach(name -> shapes.put(name, Shape.of(4, 4)));
            SafetensorsWriter.write(directory.resolve("model.safetensors"), shapes,
                    name -> PRETRAINING.contains(name) ? new float[16] : whole.floats(name));
        }
        Classifier.requireWeights(directory);
        try (Classifier model = Classifier.load(directory, 5, 1)) {
            assertThat(model.drawn()).containsExactly("pooler.dense.weight", "pooler.dense.bias",
                    "classifier.weight", "classifier.bias");
            assertThat(model.trained().keySet()).doesNotContainAnyElementsOf(PRETRAINING);
            assertThat(model.score(List.of(new int[]{1, 17, 2})).getFirst()).hasSize(5);
        }
    }

    /// 5 tokens are at most 4 apart: buckets -4 to 4 of -8 to 7, and for the last layer, where the first token asks,
    /// -4 to 0. Nothing else is projected or learns.
    @Test
    void onlyEmbeddingsOfDistancesThatOccurLearn() throws IOException {
        try (Classifier model = Classifier.load(GOLDEN, 3, 1); var _ = new PointerScope()) {
            model.forward(model.batch(List.of(new int[]{1, 17, 30, 9, 2}, new int[]{1, 2})), Dropout.OFF).sum()
                    .backward();
            float[] gradient = Batch.values(model.trained("deberta.encoder.rel_embeddings.weight").grad());
            for (int row = 0; row < 16; row++) {
                float[] of = Arrays.copyOfRange(gradient, 32 * row, 32 * row + 32);
                assertThat(of).as("row %d", row).satisfies(
                        row >= 4 && row <= 12
                                ? it -> assertThat(it).doesNotContain(0f)
                                : it -> assertThat(it).containsOnly(0f));
            }
        }
    }

    /// Distances 0 to -2 and 1 to -1: rows 6 to 9 of 16 in use, counted from 6.
    @Test
    void rowsBetweenTokensCountFromTheLowestInUse() {
        try (var _ = new PointerScope()) {
            var relative = RelativePositions.of(Batch.floats(new float[32], 16, 2), new LogBuckets(8, 64), 2, 3);
            assertThat(relative.embeddings().shape()).containsExactly(4, 2);
            assertThat(relative.between().equal(Batch.longs(new long[]{2, 1, 0, 3, 2, 1}, 2, 3))).isTrue();
        }
    }
}
