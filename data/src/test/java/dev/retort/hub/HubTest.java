package dev.retort.hub;

import static dev.retort.hub.HubFixture.CONFIG;
import static dev.retort.hub.HubFixture.MODEL;
import static dev.retort.hub.HubFixture.TOKEN;
import static dev.retort.hub.HubFixture.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retort.testing.LoopbackHub;
import dev.retort.testing.LoopbackHub.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is fetched, what is cached, and who sees the token.
class HubTest extends WithHub {
    @Test
    void filesLieUnderTheirNamesWithTheRightContent() throws IOException {
        Path directory = fixture.fetch("config.json", "model.safetensors", "empty.txt", "onnx/notes é.txt");

        assertThat(directory).isEqualTo(fixture.repository().resolve("snapshots").resolve(fixture.commit));
        assertThat(directory.resolve("config.json")).hasContent(CONFIG);
        assertThat(directory.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(directory.resolve("empty.txt")).isEmptyFile();
        assertThat(directory.resolve("onnx/notes é.txt")).hasContent("deeper");
        assertThat(directory.resolve("model.safetensors").toRealPath())
                .isEqualTo(fixture.repository().resolve("blobs").toRealPath().resolve(LoopbackHub.sha256(WEIGHTS)));
    }

    /// https://huggingface.co/docs/hub/local-cache, entry for entry; `.retort` is our own.
    @Test
    void theCacheIsLaidOutAsHuggingFaceDocumentsIt() throws IOException {
        fixture.fetch("config.json", "model.safetensors", "onnx/notes é.txt");

        String config = LoopbackHub.gitHash(CONFIG.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String notes = LoopbackHub.gitHash("deeper".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String weights = LoopbackHub.sha256(WEIGHTS);
        assertThat(tree(cache)).containsExactlyInAnyOrder(
                ".locks/models--acme--tiny/%s.lock".formatted(config), ".locks/models--acme--tiny/refs.lock",
                ".locks/models--acme--tiny/%s.lock".formatted(weights),
                ".locks/models--acme--tiny/%s.lock".formatted(notes),
                "models--acme--tiny/.retort/" + fixture.commit,
                "models--acme--tiny/blobs/" + config, "models--acme--tiny/blobs/" + weights,
                "models--acme--tiny/blobs/" + notes, "models--acme--tiny/refs/main",
                "models--acme--tiny/snapshots/%s/config.json -> ../../blobs/%s".formatted(fixture.commit, config),
                "models--acme--tiny/snapshots/%s/model.safetensors -> ../../blobs/%s".formatted(fixture.commit,
                        weights),
                "models--acme--tiny/snapshots/%s/onnx/notes é.txt -> ../../../blobs/%s".formatted(fixture.commit,
                        notes));
        assertThat(fixture.repository().resolve("refs/main")).hasContent(fixture.commit);
        assertThat(Files.size(fixture.repository().resolve("refs/main"))).as("no line end").isEqualTo(40);
    }

    private static List<String> tree(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.filter(path -> !Files.isDirectory(path)).map(path -> {
                try {
                    return root.relativize(path)
                            + (Files.isSymbolicLink(path) ? " -> " + Files.readSymbolicLink(path) : "");
                } catch (IOException failure) {
                    throw new java.io.UncheckedIOException(failure);
                }
            }).toList();
        }
    }

    @Test
    void whatPythonLeftIsUsed() throws IOException {
        Path repository = fixture.repository();
        String hash = LoopbackHub.sha256(WEIGHTS);
        Files.createDirectories(repository.resolve("blobs"));
        Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(fixture.commit));
        Files.createDirectories(repository.resolve("refs"));
        Files.write(repository.resolve("blobs").resolve(hash), WEIGHTS);
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), Path.of("../../blobs", hash));
        Files.writeString(repository.resolve("refs/main"), fixture.commit);

        try (Hub offline = fixture.offline()) {
            HubSnapshot cached = offline.open(MODEL);
            assertThat(cached.commit()).isEqualTo(fixture.commit);
            assertThat(cached.names()).containsExactly("model.safetensors");
            assertThat(cached.fetch(List.of("model.safetensors")).resolve("model.safetensors"))
                    .hasBinaryContent(WEIGHTS);
        }
        fixture.fetch("config.json", "model.safetensors");

        assertThat(fixture.loopback.seen()).noneMatch(request -> request.path().contains("model.safetensors"));
    }

    @Test
    void theTokenGoesToTheHubAndToNobodyElse() {
        fixture.fetch("config.json", "model.safetensors");

        var seen = fixture.loopback.seen();
        assertThat(seen).filteredOn(LoopbackHub.Seen::store).hasSize(1)
                .allSatisfy(request -> assertThat(request.authorization()).isEmpty());
        assertThat(seen).filteredOn(request -> !request.store()).hasSizeGreaterThan(3)
                .allSatisfy(request -> assertThat(request.authorization()).contains("Bearer " + TOKEN));
    }

    @Test
    void redirectsWithinTheHubKeepTheTokenAndAreFollowed() {
        fixture.loopback.trouble(LoopbackHub.info(), 1,
                new Trouble.Redirect("/api/models/acme/tiny/revision/main?renamed=1"));
        fixture.loopback.trouble(LoopbackHub.head("config.json"), 1,
                new Trouble.Redirect("/acme/tiny/resolve/%s/config.json?renamed=1".formatted(fixture.commit)));

        assertThat(fixture.fetch("config.json").resolve("config.json")).hasContent(CONFIG);
        assertThat(fixture.loopback.seen()).allSatisfy(request -> assertThat(request.authorization()).isPresent());
    }

    @Test
    void redirectsThatLeadNowhereEnd() {
        fixture.loopback.trouble(LoopbackHub.info(), 1_000, new Trouble.Redirect("/api/models/acme/tiny/revision/x"));
        fixture.loopback.trouble(_ -> true, 1_000, new Trouble.Redirect("file:///etc/passwd"));

        assertThatThrownBy(() -> fixture.fetch("config.json")).isInstanceOf(HubException.class)
                .hasMessageContaining("cannot be reached (a redirect that leads nowhere");
    }

    @Test
    void theTokenIsInNoEventMessageOrFile() throws IOException {
        fixture.loopback.trouble(LoopbackHub.content("model.safetensors"), 1, Trouble.status(503));
        fixture.fetch("config.json", "model.safetensors");
        fixture.loopback.trouble(_ -> true, 100, Trouble.status(401));
        HubException refused = catchThrowableOfType(HubException.class, () -> fixture.fetch("empty.txt"));

        assertThat(refused).hasMessageContaining("refuses the token of HF_TOKEN").hasMessageNotContaining("canary");
        assertThat(fixture.events.toString()).doesNotContain("canary").doesNotContain("signature");
        assertThat(fixture.settings(Optional.of(TOKEN), false).toString()).doesNotContain("canary");
        try (var files = Files.walk(cache)) {
            assertThat(files.filter(Files::isRegularFile)).allSatisfy(
                    file -> assertThat(
                            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                            .doesNotContain("canary"));
        }
    }

    @Test
    void nothingIsFetchedTwice() {
        fixture.fetch("config.json", "model.safetensors");
        fixture.loopback.forget();
        fixture.events.clear();

        fixture.fetch("config.json", "model.safetensors");

        assertThat(fixture.loopback.seen()).singleElement()
                .satisfies(request -> assertThat(request.path()).isEqualTo("/api/models/acme/tiny/revision/main"));
        assertThat(fixture.events).isEmpty();
    }

    @Test
    void aCommitThatIsCachedIsUsedWithoutAsking() {
        HubReference pinned = new HubReference(MODEL.repository(), fixture.commit);
        try (Hub hub = fixture.hub()) {
            hub.open(pinned).fetch(List.of("config.json"));
            fixture.loopback.forget();

            assertThat(hub.open(pinned).fetch(List.of("config.json")).resolve("config.json")).hasContent(CONFIG);
            assertThat(fixture.loopback.seen()).isEmpty();
            assertThat(hub.open(pinned).names()).hasSize(4);
        }
        assertThat(fixture.repository().resolve("refs")).doesNotExist();
    }

    @Test
    void aBranchThatMovedOnIsFetchedAnewAndSharesWhatIsTheSame() throws IOException {
        fixture.fetch("config.json", "model.safetensors");
        byte[] newer = HubFixture.weights(1000, 3);
        String next = fixture.loopback.put("models/acme/tiny", "main", HubFixture.files(newer));
        fixture.loopback.forget();

        Path directory = fixture.fetch("config.json", "model.safetensors");

        assertThat(directory.getFileName()).hasToString(next);
        assertThat(directory.resolve("model.safetensors")).hasBinaryContent(newer);
        assertThat(fixture.loopback.seen()).noneMatch(LoopbackHub.content("config.json"));
        assertThat(fixture.repository().resolve("refs/main")).hasContent(next);
        assertThat(fixture.repository().resolve("snapshots").resolve(fixture.commit).resolve("model.safetensors"))
                .hasBinaryContent(WEIGHTS);
    }

    @Test
    void offlineUsesTheCacheAndAsksNothing() {
        fixture.fetch("config.json");
        fixture.loopback.forget();

        try (Hub offline = fixture.offline()) {
            assertThat(offline.open(MODEL).fetch(List.of("config.json")).resolve("config.json")).hasContent(CONFIG);
            assertThatThrownBy(() -> offline.open(MODEL).fetch(List.of("model.safetensors")))
                    .isInstanceOf(HubException.class)
                    .hasMessage("model 'acme/tiny': HF_HUB_OFFLINE is set and its file 'model.safetensors' is not in "
                            + cache + "; unset it for one run, or fetch it elsewhere");
            assertThatThrownBy(
                    () -> offline.open(HubReference.of(HubRepository.Kind.MODEL, "acme/tiny@v2").orElseThrow()))
                    .hasMessageStartingWith("model 'acme/tiny': HF_HUB_OFFLINE is set and revision 'v2' is not in");
        }
        assertThat(fixture.loopback.seen()).isEmpty();
    }

    @Test
    void withoutANetworkTheCacheIsUsedAndThatIsSaid() {
        fixture.fetch("config.json");
        fixture.events.clear();

        try (Hub unplugged = fixture.unplugged()) {
            HubSnapshot cached = unplugged.open(MODEL);

            assertThat(cached.fetch(List.of("config.json")).resolve("config.json")).hasContent(CONFIG);
            assertThat(fixture.events).contains(
                    new HubEvent.FromCache("acme/tiny", fixture.commit, "the hub at 127.0.0.1:1 cannot be reached"));
            assertThatThrownBy(() -> cached.fetch(List.of("empty.txt"))).isInstanceOf(HubException.class)
                    .hasMessage(
                            "model 'acme/tiny': the hub at 127.0.0.1:1 cannot be reached (no connection); check the network, or set HF_HUB_OFFLINE=1 to work with what is cached");
        }
    }

    @Test
    void withoutANetworkAndCacheItIsOneLine() {
        try (Hub unplugged = fixture.unplugged()) {
            HubException failure = catchThrowableOfType(HubException.class, () -> unplugged.open(MODEL));

            assertThat(failure.reason()).isEqualTo(HubException.Reason.UNREACHABLE);
            assertThat(failure).hasMessageNotContaining("\n");
        }
        assertThat(fixture.pauses).as("one more try is enough where nobody listens")
                .containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void progressCountsAllFilesTogether() {
        fixture.fetch("config.json", "model.safetensors");

        var steps = fixture.events.stream().filter(HubEvent.Fetching.class::isInstance)
                .map(HubEvent.Fetching.class::cast).toList();
        long total = 0L + CONFIG.length() + WEIGHTS.length;
        assertThat(steps).allSatisfy(step -> assertThat(step.total()).isEqualTo(total));
        assertThat(steps).extracting(HubEvent.Fetching::bytes).isSorted().last().isEqualTo(total);
        assertThat(fixture.events.getLast()).isInstanceOfSatisfying(HubEvent.Fetched.class, done -> {
            assertThat(done.files()).isEqualTo(2);
            assertThat(done.bytes()).isEqualTo(total);
        });
    }

    @Test
    void dataSetsHaveTheirOwnPlaces() {
        fixture.loopback.put("datasets/acme/texts", "refs/convert/parquet",
                Map.of("plain/train/0000.parquet", HubFixture.weights(100, 1)));
        HubReference data = new HubReference(new HubRepository(HubRepository.Kind.DATASET, "acme/texts"),
                "refs/convert/parquet");

        try (Hub hub = fixture.hub()) {
            Path directory = hub.open(data).fetch(List.of("plain/train/0000.parquet"));

            assertThat(directory.resolve("plain/train/0000.parquet")).hasBinaryContent(HubFixture.weights(100, 1));
        }
        assertThat(cache.resolve("datasets--acme--texts/refs/refs/convert/parquet")).exists();
        assertThat(fixture.loopback.seen().getFirst().path())
                .isEqualTo("/api/datasets/acme/texts/revision/refs%2Fconvert%2Fparquet");
    }
}
