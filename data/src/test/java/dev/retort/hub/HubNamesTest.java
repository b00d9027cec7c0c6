package dev.retort.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNamesTest {

    @Test
    void aReferenceIsANameWithOrWithoutARevision() {
        HubReference plain = HubReference.of(HubRepository.Kind.MODEL, "BAAI/bge-small-en-v1.5").orElseThrow();
        assertThat(plain.repository().name()).isEqualTo("BAAI/bge-small-en-v1.5");
        assertThat(plain.revision()).isEqualTo("main");
        assertThat(plain.isPinned()).isFalse();
        HubReference pinned = HubReference
                .of(HubRepository.Kind.MODEL, "acme/tiny@0123456789abcdef0123456789abcdef01234567").orElseThrow();
        assertThat(pinned.isPinned()).isTrue();
        assertThat(HubReference.of(HubRepository.Kind.MODEL, "acme/tiny@refs/pr/1").orElseThrow().revision())
                .isEqualTo("refs/pr/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "a/b/c", "../b", "a/..", "/a/b", "a b/c", "a/b@", "a/b@../x", "a/b@x y", "a--b/c",
            "a/b@/x", "https://x/y", "", "a/", "@"})
    void anythingElseIsNone(String text) {
        assertThat(HubReference.of(HubRepository.Kind.MODEL, text)).isEmpty();
    }

    @Test
    void aRepositoryKnowsItsPlaces() {
        var model = new HubRepository(HubRepository.Kind.MODEL, "acme/tiny");
        var data = new HubRepository(HubRepository.Kind.DATASET, "acme/texts");
        assertThat(model.folder()).isEqualTo("models--acme--tiny");
        assertThat(data.folder()).isEqualTo("datasets--acme--texts");
        assertThat(model.filePath("c", "a b/ü#?.json")).isEqualTo("/acme/tiny/resolve/c/a%20b/%C3%BC%23%3F.json");
        assertThat(data.filePath("c", "x")).isEqualTo("/datasets/acme/texts/resolve/c/x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HubRepository(HubRepository.Kind.MODEL, "../x\n"))
                .withMessageContaining("'../x?'");
    }
}
