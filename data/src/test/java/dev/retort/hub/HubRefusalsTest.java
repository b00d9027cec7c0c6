package dev.retort.hub;

import static dev.retort.hub.HubFixture.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.hub.HubException.Reason;
import dev.retort.testing.LoopbackHub;
import dev.retort.testing.LoopbackHub.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the hub refuses, and what it must not make us do.
class HubRefusalsTest extends WithHub {
    private HubException refused(Hub hub, String reference) {
        try (hub) {
            HubException failure = catchThrowableOfType(HubException.class, () -> hub
                    .open(HubReference.of(HubRepository.Kind.MODEL, reference).orElseThrow())
                    .fetch(List.of("config.json")));
            assertThat(failure).hasMessageNotContaining("\n").hasMessageNotContaining("canary")
                    .hasMessageNotContaining("words of the hub");
            assertThat(fixture.pauses).as("a refusal is not repeated").isEmpty();
            return failure;
        }
    }

    @Test
    void gatedWithoutToken() {
        fixture.loopback.trouble(LoopbackHub.info(), 9, Trouble.status(401, "GatedRepo"));

        HubException failure = refused(fixture.anonymous(), "acme/tiny");

        assertThat(failure.reason()).isEqualTo(Reason.NO_ACCESS);
        assertThat(failure).hasMessage(
                "model 'acme/tiny' is gated; accept its terms at %s/acme/tiny and set HF_TOKEN to a token of that account"
                        .formatted(fixture.loopback.endpoint()));
    }

    /// The list of files of a gated repository may be seen by all, its files not.
    @Test
    void gatedWithAToken() {
        fixture.loopback.trouble(LoopbackHub.head("config.json"), 9, Trouble.status(403, "GatedRepo"));

        assertThat(refused(fixture.hub(), "acme/tiny")).hasMessage(
                "model 'acme/tiny' is gated and the account of HF_TOKEN has no access; accept its terms at %s/acme/tiny, or wait until its owner agrees"
                        .formatted(fixture.loopback.endpoint()));
    }

    @Test
    void missingOrPrivate() {
        String host = fixture.loopback.endpoint().getAuthority();
        assertThat(refused(fixture.anonymous(), "acme/none")).hasMessage(
                "model 'acme/none': the hub at %s has none that everybody may see; correct the name, or set HF_TOKEN if it is private"
                        .formatted(host));
        assertThat(refused(fixture.hub(), "acme/none")).hasMessage(
                "model 'acme/none': the hub at %s has none that the account of HF_TOKEN may see; correct the name, or use a token that may see it"
                        .formatted(host));
    }

    @Test
    void aTokenThatIsNone() {
        fixture.loopback.trouble(LoopbackHub.info(), 9, Trouble.status(401));

        assertThat(refused(fixture.hub(), "acme/tiny")).hasMessageEndingWith(
                "refuses the token of HF_TOKEN; make a new one at %s/settings/tokens, or unset it"
                        .formatted(fixture.loopback.endpoint()));
    }

    @Test
    void aTokenWithoutTheRight() {
        fixture.loopback.trouble(LoopbackHub.info(), 9, Trouble.status(403));

        assertThat(refused(fixture.hub(), "acme/tiny"))
                .hasMessage(
                        "model 'acme/tiny': the hub forbids it (403); give the token of HF_TOKEN the right to read it");
    }

    @Test
    void missingRevision() {
        HubException failure = refused(fixture.hub(), "acme/tiny@v9");

        assertThat(failure.reason()).isEqualTo(Reason.NO_REVISION);
        assertThat(failure).hasMessage("model 'acme/tiny' has no revision 'v9'; name a branch, a tag or a commit");
    }

    @Test
    void missingFile() {
        try (Hub hub = fixture.hub()) {
            HubSnapshot snapshot = hub.open(MODEL);

            assertThat(catchThrowableOfType(HubException.class, () -> snapshot.fetch(List.of("vocab.txt"))).reason())
                    .isEqualTo(Reason.NO_FILE);
            fixture.loopback.trouble(LoopbackHub.head("empty.txt"), 1, Trouble.status(404, "EntryNotFound"));
            assertThatThrownBy(() -> snapshot.fetch(List.of("empty.txt"))).hasMessage(
                    "model 'acme/tiny' has no file 'empty.txt' at revision 'main'; correct the name or the revision");
        }
    }

    /// A wrong HF_ENDPOINT, or a proxy that wants a login.
    @ParameterizedTest
    @ValueSource(strings = {"<html>log in</html>", "{}", "{\"sha\": \"main\"}", "[]", "",
            "{\"sha\": \"../../../../0123456789012345678901234567890123\"}"})
    void anAnswerThatIsNone(String text) {
        fixture.loopback.trouble(LoopbackHub.info(), 1, new Trouble.Text(text));

        HubException failure = refused(fixture.hub(), "acme/tiny");

        assertThat(failure.reason()).isEqualTo(Reason.BROKEN);
        assertThat(failure).hasMessageEndingWith("; try again, and check HF_ENDPOINT and what stands in between");
        assertThat(cache).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "/etc/passwd", "a/../../escaped", "a/./b", "a//b", "a\\\\..\\\\b", "C:x", "",
            ".",
            "..", "a/", "a\\u0000b", "a\\nb"})
    void aFileNameNeverLeavesTheCache(String name) throws IOException {
        fixture.loopback.trouble(LoopbackHub.info(), 1, new Trouble.Text(
                "{\"sha\":\"%s\",\"siblings\":[{\"rfilename\":\"%s\"}]}".formatted(fixture.commit, name)));

        HubException failure = refused(fixture.hub(), "acme/tiny");

        assertThat(failure).hasMessageContaining("leads out of its directory");
        assertThat(cache).isEmptyDirectory();
        assertThat(Files.exists(cache.resolveSibling("escaped"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../escaped", "", "zz", "0123", "/etc/passwd"})
    void aHashNeverLeavesTheCache(String etag) {
        fixture.loopback.trouble(LoopbackHub.head("config.json"), 1, new Trouble.OtherEtag(etag));

        assertThat(refused(fixture.hub(), "acme/tiny")).hasMessageContaining("the hub tells no hash of 'config.json'");
    }

    @Test
    void anotherCommitThanTheOneAskedForIsRefused() {
        String other = "0123456789012345678901234567890123456789";
        fixture.loopback.trouble(LoopbackHub.info(), 1,
                new Trouble.Text("{\"sha\":\"%s\",\"siblings\":[]}".formatted(other)));

        assertThat(refused(fixture.hub(), "acme/tiny@" + fixture.commit))
                .hasMessageContaining("the hub answers with another commit");
    }

    /// The cache's own helpers, should a caller forget to check.
    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "/x", "a/../../x", ""})
    void theCacheItselfRefusesNamesThatLeadOut(String name) {
        var own = new HubCache(cache, MODEL.repository());

        assertThatThrownBy(() -> own.file(fixture.commit, name)).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> own.blob(name)).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> own.ref(name)).isInstanceOf(HubException.class);
        assertThatThrownBy(() -> own.snapshot(name)).isInstanceOf(HubException.class);
    }
}
