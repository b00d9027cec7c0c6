package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Each family against what transformers makes of the same weights.
class FamiliesTest {
    private static final Offset<Float> CLOSE = within(1e-4f);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void logitsOfSingleTextsEqualTransformers(String family) throws IOException {
        try (Classifier model = Classifier.load(Golden.family(family), 3, 1)) {
            assertThat(model.drawn()).isEmpty();
            for (JsonNode example : Golden.json(family, "expected.json").path("examples")) {
                float[] logits = model.score(List.of(Golden.ids(example.path("input_ids")))).getFirst();
                assertThat(logits).as(example.path("text").asString())
                        .containsExactly(Golden.floats(example.path("logits")), CLOSE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void logitsOfPaddedBatchEqualTransformers(String family) throws IOException {
        JsonNode expected = Golden.json(family, "expected.json");
        List<int[]> ids = Golden.stream(expected.path("examples")).stream().map(e -> Golden.ids(e.path("input_ids")))
                .toList();
        List<JsonNode> logits = Golden.stream(expected.path("logits_batched"));
        try (Classifier model = Classifier.load(Golden.family(family), 3, 1)) {
            List<float[]> scores = model.score(ids);
            for (int text = 0; text < ids.size(); text++) {
                assertThat(scores.get(text)).as("text %d", text).containsExactly(Golden.floats(logits.get(text)),
                        CLOSE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void savedWeightsAreTheLoadedBytes(String family) throws IOException {
        Path saved = directory.resolve("model.safetensors");
        try (Classifier model = Classifier.load(Golden.family(family), 3, 1)) {
            model.save(saved);
        }
        assertThat(saved).hasSameBinaryContentAs(Golden.family(family).resolve("model.safetensors"));
    }
}
