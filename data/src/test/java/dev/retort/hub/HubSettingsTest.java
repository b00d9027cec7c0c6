package dev.retort.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {

    private static HubSettings of(Map<String, String> variables) {
        return HubSettings.of(name -> Optional.ofNullable(variables.get(name)));
    }

    @Test
    void theCacheIsWherePythonsToolsKeepIt() {
        assertThat(of(Map.of("HOME", "/home/ann")).cache()).isEqualTo(Path.of("/home/ann/.cache/huggingface/hub"));
        assertThat(of(Map.of("HOME", "/home/ann", "XDG_CACHE_HOME", "/c")).cache())
                .isEqualTo(Path.of("/c/huggingface/hub"));
        assertThat(of(Map.of("HOME", "/home/ann", "HF_HOME", "~/hf")).cache()).isEqualTo(Path.of("/home/ann/hf/hub"));
        assertThat(of(Map.of("HF_HOME", "/hf", "HF_HUB_CACHE", "/big")).cache()).isEqualTo(Path.of("/big"));
        assertThatThrownBy(() -> of(Map.of())).isInstanceOf(HubException.class).hasMessageContaining("set HF_HOME");
    }

    @Test
    void theEndpointMayBeAnother() {
        assertThat(of(Map.of("HF_HOME", "/hf")).endpoint()).hasToString("https://huggingface.co");
        assertThat(of(Map.of("HF_HOME", "/hf", "HF_ENDPOINT", "http://hub.example:8080/mirror/")).endpoint())
                .hasToString("http://hub.example:8080/mirror");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "hub.example", "https://ann:canary@hub.example", "https://", "http://x y",
            "https://x?token=canary"})
    void anEndpointThatIsNoneIsOneLineWithoutItsSecrets(String endpoint) {
        assertThatThrownBy(() -> of(Map.of("HF_HOME", "/hf", "HF_ENDPOINT", endpoint)))
                .isInstanceOf(HubException.class).hasMessageStartingWith("HF_ENDPOINT must be an address")
                .hasMessageNotContaining("canary");
    }

    @Test
    void offlineIsSaidByWordsOfYes() {
        for (String yes : new String[]{"1", "true", "ON", "yes"}) {
            assertThat(of(Map.of("HF_HOME", "/hf", "HF_HUB_OFFLINE", yes)).offline()).as(yes).isTrue();
        }
        assertThat(of(Map.of("HF_HOME", "/hf", "HF_HUB_OFFLINE", "0")).offline()).isFalse();
        assertThat(of(Map.of("HF_HOME", "/hf")).offline()).isFalse();
    }

    @Test
    void aTokenThatCannotBeSentIsOneLineWithoutIt() {
        assertThatThrownBy(() -> of(Map.of("HF_HOME", "/hf", "HF_TOKEN", "hf_canary\nX-Evil: 1")))
                .isInstanceOf(HubException.class).hasMessageStartingWith("HF_TOKEN holds characters")
                .hasMessageNotContaining("canary");
    }
}
