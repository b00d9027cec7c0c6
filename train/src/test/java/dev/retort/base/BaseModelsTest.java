package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.infer.Tokenizer;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseModelsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert");

    @TempDir
    private Path cache;

    private Path model = GOLDEN;

    @BeforeEach
    void aModelDirectory() throws IOException {
        model = Files.createDirectory(cache.resolve("model"));
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(GOLDEN.resolve(name), model.resolve(name));
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource(textBlock = """
            all-MiniLM-L6-v2, 30522, 384, 6, 12, 1536, 101
            BAAI/bge-small-en-v1.5, 30522, 384, 12, 12, 1536, 197
            """)
    void unpacksLargerModels(String name, int vocab, int hidden, int layers, int heads, int intermediate, int tensors)
            throws IOException {
        assertUnpacks(name, bert(vocab, hidden, layers, heads, intermediate), tensors);
    }

    @Test
    void unpacksAnEmbeddedModelOnceWhoeverAsks() throws Exception {
        Path left = Files.createDirectories(cache.resolve("bases/v1/.bge-small-zh-v1.5.tmp/deeper"));
        Files.writeString(left.resolve("half"), "what a killed process left");
        ExecutorService askers = Executors.newFixedThreadPool(2);
        try {
            for (var answer : askers.invokeAll(
                    Collections.nCopies(2, () -> BaseModels.resolve("bge-small-zh-v1.5", cache)))) {
                assertThat(answer.get()).isEqualTo(cache.resolve("bases/v1/bge-small-zh-v1.5"));
            }
        } finally {
            askers.shutdownNow();
        }
        assertUnpacks("bge-small-zh-v1.5",
                bert(21128, 512, 4, 8, 2048), 69);
    }

    private static PostNormConfig bert(int vocab, int hidden, int layers, int heads, int intermediate) {
        return new PostNormConfig(PostNormConfig.Kind.BERT, vocab, hidden, hidden, layers, heads, intermediate, 512, 2,
                1e-12, 0.1, 0.1, 0.1, 0, List.of());
    }

    private void assertUnpacks(String name, PostNormConfig config, int tensors) throws IOException {
        Path directory = BaseModels.resolve(name, cache);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("config.json", "model.safetensors",
                "tokenizer.json", "tokenizer_config.json");
        assertThat(EncoderConfig.read(directory)).isEqualTo(config);
        try (SafetensorsFile weights = SafetensorsFile.open(directory.resolve("model.safetensors"));
                Tokenizer tokenizer = Tokenizer.open(directory, 16)) {
            assertThat(weights.names()).hasSize(tensors);
            assertThat(weights.entry("encoder.layer.0.intermediate.dense.weight").shape())
                    .isEqualTo(Shape.of(config.intermediateSize(), config.hiddenSize()));
            assertThat(tokenizer.encode(List.of("12"))[0]).hasSize(3).startsWith(101).endsWith(102);
        }
        var written = Files.getLastModifiedTime(directory.resolve("model.safetensors"));
        assertThat(BaseModels.resolve(name, cache)).isEqualTo(directory);
        assertThat(Files.getLastModifiedTime(directory.resolve("model.safetensors"))).isEqualTo(written);
        assertThat(directory.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void takesALocalDirectory() throws IOException {
        assertThat(BaseModels.resolve(model.toString(), cache)).isEqualTo(model);
        PostNormConfig config = (PostNormConfig) EncoderConfig.read(model);
        assertThat(config.labels()).containsExactly("negative", "neutral", "positive");
        assertThat(config.layerNormEps()).isCloseTo(1e-12, within(0.0));
        assertThat(config.hiddenDropout()).isZero();
    }

    @Test
    void refusesWhatIsNeitherNameNorDirectory() {
        assertThatThrownBy(() -> BaseModels.resolve("roberta-base", cache)).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith("base 'roberta-base': neither an embedded model (bge-small-en-v1.5, ");
        assertThatThrownBy(() -> BaseModels.resolve("a\0b", cache)).isInstanceOf(BaseModelException.class);
    }

    @Test
    void saysWhatADirectoryLacks() throws IOException {
        Files.move(model.resolve("model.safetensors"), model.resolve("pytorch_model.bin"));
        refused(": only pytorch_model.bin, a pickle");
        Files.delete(model.resolve("pytorch_model.bin"));
        refused(": no model.safetensors; is the download complete?");
        Files.writeString(model.resolve("model.safetensors.index.json"), "{}");
        refused("model.safetensors.index.json: weight_map must tell the file of each tensor, got nothing");
        Files.delete(model.resolve("tokenizer.json"));
        refused(": no tokenizer.json; load it in transformers");
        Files.delete(model.resolve("config.json"));
        refused("config.json: cannot be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "model_type": "bert" | "model_type": "gpt2" | model_type 'gpt2' is not supported; supported: bert, roberta
            "hidden_act": "gelu" | "hidden_act": "relu" | hidden_act 'relu' is not supported; supported: gelu
            "num_attention_heads": 4 | "num_attention_heads": 5 | num_attention_heads must divide hidden_size 32, got 5
            "num_hidden_layers": 2 | "num_hidden_layers": 0 | num_hidden_layers must be at least 1, got 0
            "vocab_size": 327 | "vocab_size": "many" | vocab_size must be a whole number, got "many"
            "1": "neutral" | "one": "neutral" | id2label must map 0 to 2 to names, but 1 is missing
            "model_type": | "model_type" | config.json: not valid JSON
            """)
    void refusesAnotherConfig(String from, String to, String rule) throws IOException {
        String config = Files.readString(model.resolve("config.json"));
        assertThat(config).contains(from);
        Files.writeString(model.resolve("config.json"), config.replace(from, to));
        refused(rule);
    }

    @Test
    void refusesACutDownload() throws IOException {
        byte[] whole = Files.readAllBytes(model.resolve("model.safetensors"));
        Files.write(model.resolve("model.safetensors"), Arrays.copyOf(whole, whole.length - 4));
        refused("is the download complete?");
    }

    @Test
    void theCacheFollowsTheEnvironment() {
        Path home = Path.of("/home/ann");
        assertThat(BaseModels.defaultCache(Map.of(), home)).isEqualTo(home.resolve(".cache/retort"));
        assertThat(BaseModels.defaultCache(Map.of("XDG_CACHE_HOME", "/big/cache"), home))
                .isEqualTo(Path.of("/big/cache/retort"));
        assertThat(BaseModels.defaultCache(Map.of("XDG_CACHE_HOME", "relative"), home))
                .isEqualTo(home.resolve(".cache/retort"));
    }

    private void refused(String rule) {
        assertThatThrownBy(() -> BaseModels.resolve(model.toString(), cache)).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith(model.toString()).hasMessageContaining(rule).hasMessageNotContaining("\n");
    }
}
