package dev.retort.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.credentials.HubToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTokenTest {
    private static final String CANARY = "hf_canary0123456789";

    @TempDir
    Path home;

    private Optional<String> place(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.putIfAbsent("HOME", home.toString());
        return Hosts.keyPlace(variable -> Optional.ofNullable(all.get(variable)), "HF_TOKEN");
    }

    private Path write(String file) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.resolve("..").normalize());
        return Files.writeString(path, CANARY + "\n");
    }

    @Test
    void placesInTheOrderOfHuggingFacesOwnTools() throws IOException {
        assertThat(place(Map.of())).isEmpty();
        Path standard = write(".cache/huggingface/token");
        assertThat(place(Map.of())).contains(standard.toString());
        Path elsewhere = write("hf/token");
        assertThat(place(Map.of("HF_HOME", home.resolve("hf").toString()))).contains(elsewhere.toString());
        Path named = write("secret/file");
        assertThat(place(Map.of("HF_HOME", home.toString(), "HF_TOKEN_PATH", named.toString())))
                .contains(named.toString());
        assertThat(place(Map.of("HUGGING_FACE_HUB_TOKEN", CANARY))).contains("HUGGING_FACE_HUB_TOKEN");
        assertThat(place(Map.of("HUGGING_FACE_HUB_TOKEN", CANARY, "HF_TOKEN", CANARY))).contains("HF_TOKEN");
        assertThat(place(Map.of("HF_TOKEN", " "))).contains(standard.toString());
    }

    @Test
    void noOtherVariableStandsForIt() throws IOException {
        write(".cache/huggingface/token");
        assertThat(Hosts.keyPlace(variable -> variable.equals("HOME")
                ? Optional.of(home.toString())
                : Optional.empty(), "OPENAI_API_KEY")).isEmpty();
    }

    @Test
    void theTokenIsNotShown() throws Exception {
        write(".cache/huggingface/token");
        Environment environment = variable -> variable.equals("HOME") ? Optional.of(home.toString()) : Optional.empty();
        assertThat(HubToken.find(environment::read).orElseThrow().toString()).doesNotContain("canary");
        assertThat(ApiKey.read(environment, "HF_TOKEN").in("Authorization")).isEqualTo("Bearer " + CANARY);
    }
}
