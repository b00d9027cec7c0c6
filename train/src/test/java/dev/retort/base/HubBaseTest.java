package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.hub.Hub;
import dev.retort.hub.HubException;
import dev.retort.hub.HubListener;
import dev.retort.hub.HubSettings;
import dev.retort.testing.LoopbackHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Base models by their names on the hub.
class HubBaseTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert");
    private static final String REPOSITORY = "models/acme/tiny";
    private static final HubBase.SmallCheck NO_CHECK = _ -> {};

    @TempDir
    Path dir;

    private LoopbackHub loopback;
    private final Map<String, byte[]> files = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        loopback = LoopbackHub.start();
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
                "special_tokens_map.json")) {
            files.put(name, Files.readAllBytes(GOLDEN.resolve(name)));
        }
        files.put("README.md", bytes("---\nlicense: apache-2.0\n---\n"));
        files.put("flax_model.msgpack", new byte[10]);
        loopback.put(REPOSITORY, "main", files);
    }

    @AfterEach
    void stop() {
        loopback.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Hub hub() {
        Map<String, String> variables = Map.of("HF_ENDPOINT", loopback.endpoint().toString(), "HF_HOME",
                dir.resolve("hf").toString());
        return new Hub(HubSettings.of(name -> Optional.ofNullable(variables.get(name))), HubListener.NONE);
    }

    private Path resolve(String name) throws IOException {
        return BaseModels.resolve(name, dir.resolve("cache"), this::hub);
    }

    private void assertNothingLargeCame() {
        assertThat(loopback.seen()).noneMatch(LoopbackHub.inStore());
    }

    @Test
    void aNameOfTheHubIsFetchedWithWhatTrainingNeedsAndNothingElse() throws IOException {
        Path directory = resolve("acme/tiny");

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("config.json", "model.safetensors",
                "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "README.md");
        assertThat(directory.resolve("model.safetensors")).hasSameBinaryContentAs(GOLDEN.resolve("model.safetensors"));
        assertThat(EncoderConfig.read(directory).hiddenSize()).isEqualTo(32);
    }

    @Test
    void aRevisionMayFollowTheName() throws IOException {
        files.put("README.md", bytes("another"));
        String commit = loopback.put(REPOSITORY, "refs/pr/1", files);

        assertThat(resolve("acme/tiny@refs/pr/1").getFileName()).hasToString(commit);
        assertThat(resolve("acme/tiny@" + commit).getFileName()).hasToString(commit);
        assertThatThrownBy(() -> resolve("acme/tiny@v9")).isInstanceOf(HubException.class)
                .hasMessageStartingWith("model 'acme/tiny' has no revision 'v9'");
    }

    @Test
    void aPickleAloneIsRefusedBeforeItComes() {
        files.put("pytorch_model.bin", files.get("model.safetensors"));
        files.remove("model.safetensors");
        loopback.put(REPOSITORY, "main", files);

        assertThatThrownBy(() -> resolve("acme/tiny")).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith("base 'acme/tiny' of the hub: only pytorch_model.bin, a pickle")
                .hasMessageContaining("'@refs/pr/1'").hasMessageNotContaining("\n");
        assertNothingLargeCame();
    }

    @Test
    void anotherFamilyIsRefusedBeforeItsWeightsCome() throws IOException {
        files.put("config.json", bytes(Files.readString(GOLDEN.resolve("config.json"))
                .replace("\"model_type\": \"bert\"", "\"model_type\": \"t5\"")));
        loopback.put(REPOSITORY, "main", files);

        assertThatThrownBy(() -> resolve("acme/tiny")).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("model_type 't5'");
        assertNothingLargeCame();
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
    void whatIsMissingIsNamed(String name) {
        files.remove(name);
        loopback.put(REPOSITORY, "main", files);

        assertThatThrownBy(() -> resolve("acme/tiny")).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith("base 'acme/tiny' of the hub: no " + name);
        assertNothingLargeCame();
    }

    @Test
    void weightsInSeveralFilesAreFetchedByTheirIndex() throws IOException {
        files.remove("model.safetensors");
        files.put("model.safetensors.index.json", bytes("""
                {"metadata": {}, "weight_map": {"a": "model-00001-of-00002.safetensors",
                 "b": "model-00002-of-00002.safetensors", "c": "model-00001-of-00002.safetensors"}}"""));
        files.put("model-00001-of-00002.safetensors", bytes("one"));
        files.put("model-00002-of-00002.safetensors", bytes("two"));
        loopback.put(REPOSITORY, "main", files);

        try (Hub hub = hub()) {
            Path directory = HubBase.fetch(HubBase.reference("acme/tiny").orElseThrow(), hub, NO_CHECK);

            assertThat(directory.resolve("model-00001-of-00002.safetensors")).hasContent("one");
            assertThat(directory.resolve("model-00002-of-00002.safetensors")).hasContent("two");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../escaped.safetensors", "/tmp/x.safetensors", "gone.safetensors",
            "flax_model.msgpack",
            ""})
    void anIndexNamesNothingButWeightsThatAreThere(String shard) {
        files.remove("model.safetensors");
        files.put("model.safetensors.index.json", bytes("{\"weight_map\": {\"a\": \"%s\"}}".formatted(shard)));
        loopback.put(REPOSITORY, "main", files);

        assertThatThrownBy(() -> resolve("acme/tiny")).isInstanceOf(BaseModelException.class)
                .hasMessageContaining("'model.safetensors.index.json' names weights that are not there");
    }

    @Test
    void namesThatAreNoneAskNobody() {
        assertThatThrownBy(() -> resolve("roberta-base")).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith("base 'roberta-base': neither an embedded model (")
                .hasMessageEndingWith("nor a directory nor a name of the hub (ORGANISATION/NAME)");
        assertThat(loopback.seen()).isEmpty();
    }

    @Test
    void whatLiesHereIsNotFetched() throws IOException {
        assertThat(resolve(GOLDEN.toString())).isEqualTo(GOLDEN);
        assertThat(resolve("BAAI/bge-small-zh-v1.5")).isDirectory();
        assertThat(loopback.seen()).isEmpty();
    }
}
