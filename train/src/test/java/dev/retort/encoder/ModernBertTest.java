package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.base.BaseModelException;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What ModernBERT has beside the other families.
class ModernBertTest {
    private static final Path GOLDEN = Golden.family("modernbert");
    private static final Offset<Float> CLOSE = within(1e-4f);

    @TempDir
    private Path directory;

    @Test
    void firstTokensLogitsEqualTransformers() throws IOException {
        config("\"classifier_pooling\": \"mean\"", "\"classifier_pooling\": \"cls\"");
        Files.copy(GOLDEN.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        assertLogits("logits_with_classifier_pooling_cls");
    }

    @Test
    void configOfTransformers4GivesTheSameModel() throws IOException {
        Files.copy(GOLDEN.resolve("config_hub_style.json"), directory.resolve("config.json"));
        Files.copy(GOLDEN.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        assertLogits("logits_batched");
    }

    /// Alone and as one batch; a literal pad token inside a text is a token like others.
    private void assertLogits(String key) throws IOException {
        JsonNode expected = Golden.json("modernbert", "expected.json");
        List<int[]> ids = Golden.stream(expected.path("examples")).stream().map(e -> Golden.ids(e.path("input_ids")))
                .toList();
        assertThat(ids).anySatisfy(text -> assertThat(text).contains(496));
        List<JsonNode> logits = Golden.stream(expected.path(key));
        assertThat(logits).hasSameSizeAs(ids);
        try (Classifier model = Classifier.load(directory, 3, 1)) {
            List<float[]> batched = model.score(ids);
            for (int text = 0; text < ids.size(); text++) {
                float[] wanted = Golden.floats(logits.get(text));
                assertThat(batched.get(text)).as("text %d", text).containsExactly(wanted, CLOSE);
                assertThat(model.score(List.of(ids.get(text))).getFirst()).as("text %d", text)
                        .containsExactly(wanted, CLOSE);
            }
        }
    }

    @Test
    void headOfTheMaskedLanguageModelIsTakenOver() throws IOException {
        Files.copy(GOLDEN.resolve("config_hub_style.json"), directory.resolve("config.json"));
        checkpoint("", "classifier.");
        try (Classifier model = Classifier.load(directory, 4, 1)) {
            assertThat(model.drawn()).containsExactly("classifier.weight", "classifier.bias");
            try (var golden = SafetensorsFile.open(GOLDEN.resolve("model.safetensors"))) {
                assertThat(Batch.values(model.trained("head.dense.weight")))
                        .containsExactly(golden.floats("head.dense.weight"));
            }
        }
    }

    @Test
    void encoderAloneIsLoadedWithoutItsPrefixAndGetsANewHead() throws IOException {
        Files.copy(GOLDEN.resolve("config.json"), directory.resolve("config.json"));
        checkpoint("model.", "classifier.", "head.");
        try (Classifier model = Classifier.load(directory, 3, 1)) {
            assertThat(model.drawn()).containsExactly("head.dense.weight", "head.norm.weight", "classifier.weight",
                    "classifier.bias");
            assertThat(Batch.values(model.trained("head.norm.weight"))).hasSize(32).containsOnly(1);
            assertThat(Batch.values(model.trained("head.dense.weight"))).doesNotContain(0);
            assertThat(model.score(List.of(new int[]{494, 495})).getFirst()).hasSize(3).doesNotContain(Float.NaN);
        }
    }

    @Test
    void layersLieAboveEachOther() throws IOException {
        try (Classifier model = Classifier.load(GOLDEN, 3, 1)) {
            assertThat(model.depth()).isEqualTo(5);
            assertThat(model.depth("model.embeddings.norm.weight")).isZero();
            assertThat(model.depth("model.layers.0.attn.Wqkv.weight")).isEqualTo(1);
            assertThat(model.depth("model.final_norm.weight")).isEqualTo(4);
            assertThat(model.depth("head.norm.weight")).isEqualTo(5);
            assertThat(model.decays("model.layers.1.attn_norm.weight")).isFalse();
            assertThat(model.decays("model.layers.1.mlp.Wi.weight")).isTrue();
        }
    }

    @Test
    void tooLongTextsAreRefused() throws IOException {
        try (Classifier model = Classifier.load(GOLDEN, 3, 1)) {
            assertThat(model.score(List.of(new int[64])).getFirst()).hasSize(3);
            assertThatThrownBy(() -> model.score(List.of(new int[65])))
                    .hasMessage("a text must have at most 64 tokens, got 65");
        }
    }

    @Test
    void biasesAreRefused() throws IOException {
        config("\"mlp_bias\": false", "\"mlp_bias\": true");
        assertThatThrownBy(() -> Classifier.load(directory, 3, 1)).isInstanceOf(BaseModelException.class)
                .hasMessage("%s: mlp_bias 'true' is not supported; supported: false", directory.resolve("config.json"));
    }

    private void config(String from, String to) throws IOException {
        String config = Files.readString(GOLDEN.resolve("config.json"));
        assertThat(config).contains(from);
        Files.writeString(directory.resolve("config.json"), config.replace(from, to));
    }

    /// The golden weights as a base model has them: without `prefix` before their names, without those that begin with
    /// one of `left`, and with the bias of the masked language model, which nothing here reads.
    private void checkpoint(String prefix, String... left) throws IOException {
        try (var file = SafetensorsFile.open(GOLDEN.resolve("model.safetensors"))) {
            var shapes = new LinkedHashMap<String, Shape>();
            var names = new LinkedHashMap<String, String>();
            for (var entry : file.entries()) {
                if (List.of(left).stream().noneMatch(entry.name()::startsWith)) {
                    String name = entry.name().replaceFirst("^" + Pattern.quote(prefix), "");
                    shapes.put(name, entry.shape());
                    names.put(name, entry.name());
                }
            }
            shapes.put("decoder.bias", Shape.of(498));
            SafetensorsWriter.write(directory.resolve("model.safetensors"), shapes, name -> names.containsKey(name)
                    ? file.floats(Objects.requireNonNull(names.get(name)))
                    : new float[498]);
        }
    }
}
