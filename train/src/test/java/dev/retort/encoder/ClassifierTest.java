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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private static final Offset<Float> CLOSE = within(1e-4f);

    @TempDir
    private Path directory;

    @Test
    void trainedRowsOfTheWordTableScoreAndSaveTheSame() throws IOException {
        int[] ids = {2, 120, 3};
        Path saved = directory.resolve("model.safetensors");
        try (Classifier bert = Classifier.load(Golden.bert(), 3, 1)) {
            float[] before = bert.score(List.of(ids)).getFirst();
            bert.trainWords(List.of(ids));
            assertThat(bert.words().trained().size(0)).isEqualTo(3);
            assertThat(bert.score(List.of(ids, new int[]{2, 3})).getFirst()).containsExactly(before, CLOSE);
            assertThat(bert.score(List.of(ids)).getFirst()).containsExactly(before);
            bert.save(saved);
        }
        assertThat(saved).hasSameBinaryContentAs(Golden.bert().resolve("model.safetensors"));
    }

    @Test
    void baseWithoutPrefixAndHeadsGetsNewHeadsBySeed() throws IOException {
        Path base = baseWithoutHeads();
        try (Classifier one = Classifier.load(base, 4, 7);
                Classifier same = Classifier.load(base, 4, 7);
                Classifier other = Classifier.load(base, 4, 8)) {
            assertThat(one.drawn()).containsExactly("bert.pooler.dense.weight", "bert.pooler.dense.bias",
                    "classifier.weight", "classifier.bias");
            int[] ids = {2, 120, 3};
            assertThat(one.score(List.of(ids)).getFirst()).hasSize(4)
                    .containsExactly(same.score(List.of(ids)).getFirst())
                    .isNotEqualTo(other.score(List.of(ids)).getFirst());
            float[] pooler = Batch.values(one.trained("bert.pooler.dense.weight"));
            double squares = 0;
            for (float value : pooler) {
                squares += value * value;
            }
            // 32 x 32 draws: the deviation of the estimate is 0.02 / sqrt(2 x 1024) = 0.00044
            assertThat(Math.sqrt(squares / pooler.length)).isCloseTo(0.02, within(0.0015));
            assertThat(Batch.values(one.trained("classifier.bias"))).containsOnly(0);
        }
    }

    @Test
    void classifierOfAnotherSizeIsDrawnAnew() throws IOException {
        try (Classifier bert = Classifier.load(Golden.bert(), 5, 1)) {
            assertThat(bert.drawn()).containsExactly("classifier.weight", "classifier.bias");
        }
    }

    @Test
    void missingEncoderTensorIsAnError() throws IOException {
        Path base = baseWithoutHeads();
        change(base, "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
        assertThatThrownBy(() -> Classifier.load(base, 3, 1)).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("bert.encoder.layer.2.attention.self.query.weight");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "num_hidden_layers": 2 | "num_hidden_layers": 3 | no tensor 'bert.encoder.layer.2
            "vocab_size": 327 | "vocab_size": 328 | must have shape [328, 32] to fit config.json, got [327, 32]
            """)
    void weightsOfAnotherConfigAreRefusedBeforeAnyIsRead(String from, String to, String rule) throws IOException {
        Path base = baseWithoutHeads();
        Classifier.requireWeights(base);
        change(base, from, to);
        assertThatThrownBy(() -> Classifier.requireWeights(base)).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("model.safetensors: ").hasMessageContaining(rule);
    }

    @Test
    void otherFamiliesAreRefusedByName() throws IOException {
        Path base = baseWithoutHeads();
        change(base, "\"model_type\": \"bert\"", "\"model_type\": \"gpt2\"");
        assertThatThrownBy(() -> Classifier.load(base, 3, 1)).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("config.json: model_type 'gpt2' is not supported");
    }

    private static void change(Path base, String from, String to) throws IOException {
        Path file = base.resolve("config.json");
        String config = Files.readString(file);
        assertThat(config).contains(from);
        Files.writeString(file, config.replace(from, to));
    }

    private Path baseWithoutHeads() throws IOException {
        Files.copy(Golden.bert().resolve("config.json"), directory.resolve("config.json"));
        try (var file = SafetensorsFile.open(Golden.bert().resolve("model.safetensors"))) {
            var shapes = new LinkedHashMap<String, Shape>();
            for (var entry : file.entries()) {
                if (entry.name().startsWith("bert.") && !entry.name().contains("pooler")) {
                    shapes.put(entry.name().substring("bert.".length()), entry.shape());
                }
            }
            SafetensorsWriter.write(directory.resolve("model.safetensors"), shapes,
                    name -> file.floats("bert." + name));
        }
        return directory;
    }
}
