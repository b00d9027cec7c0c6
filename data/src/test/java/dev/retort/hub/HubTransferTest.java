package dev.retort.hub;

import static dev.retort.hub.HubFixture.CONFIG;
import static dev.retort.hub.HubFixture.MODEL;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Transfers that break, change or lie.
class HubTransferTest extends WithHub {
    private static final String HASH = LoopbackHub.sha256(WEIGHTS);

    private Path incomplete() {
        return fixture.repository().resolve("blobs").resolve(HASH + ".retort.incomplete");
    }

    private Path whole() {
        return fixture.repository().resolve("blobs").resolve(HASH);
    }

    private List<Optional<String>> ranges() {
        return fixture.loopback.seen().stream().filter(LoopbackHub.Seen::store).map(LoopbackHub.Seen::range).toList();
    }

    @Test
    void aBrokenTransferGoesOnWhereItStopped() {
        fixture.loopback.trouble(LoopbackHub.inStore(), 1, new Trouble.Cut(2_000_000));

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
        assertThat(incomplete()).doesNotExist();
        assertThat(ranges()).containsExactly(Optional.empty(), Optional.of("bytes=2000000-"));
        assertThat(fixture.pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void whatAStoppedProcessLeftIsTheBeginning() throws IOException {
        Files.createDirectories(incomplete().getParent());
        Files.write(incomplete(), Arrays.copyOf(WEIGHTS, 1_234_567));

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
        assertThat(ranges()).containsExactly(Optional.of("bytes=1234567-"));
    }

    @Test
    void aListenerThatThrowsStopsTheTransferAndWhatCameStays() {
        try (Hub hub = new Hub(fixture.settings(Optional.empty(), false), event -> {
            if (event instanceof HubEvent.Fetching(_, _, var bytes, _, _) && bytes > 1_000_000) {
                throw new IllegalStateException("stop");
            }
        }, fixture.machine(), fixture.silence)) {
            assertThatThrownBy(() -> hub.open(MODEL).fetch(List.of("model.safetensors"))).hasMessage("stop");
        }
        assertThat(incomplete()).exists();
        assertThat(incomplete().toFile().length()).isBetween(1_000_000L, (long) WEIGHTS.length);
        fixture.loopback.forget();

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
        assertThat(ranges()).singleElement().satisfies(range -> assertThat(range).isPresent());
    }

    @Test
    void aServerThatIgnoresRangesSendsAllAgain() {
        fixture.loopback.trouble(LoopbackHub.inStore(), 1, new Trouble.Cut(2_000_000));
        fixture.loopback.trouble(LoopbackHub.inStore(), 1, new Trouble.NoRanges());

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
        assertThat(ranges()).hasSize(2);
    }

    @Test
    void aSpoiltBeginningIsNoticedAndFetchedAnew() throws IOException {
        Files.createDirectories(incomplete().getParent());
        Files.write(incomplete(), new byte[1_000_000]);

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
        assertThat(ranges()).containsExactly(Optional.of("bytes=1000000-"), Optional.empty());
    }

    @Test
    void aBeginningLongerThanTheWholeIsThrownAway() throws IOException {
        Files.createDirectories(incomplete().getParent());
        Files.write(incomplete(), new byte[WEIGHTS.length + 1]);

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
        assertThat(ranges()).containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors"})
    void anotherContentOfTheRightSizeIsRefused(String file) {
        fixture.loopback.trouble(
                request -> LoopbackHub.inStore().test(request) || LoopbackHub.content("config.json").test(request), 99,
                new Trouble.OtherContent(0));

        HubException failure = catchThrowableOfType(HubException.class, () -> fixture.fetch(file));

        assertThat(failure.reason()).isEqualTo(HubException.Reason.BROKEN);
        assertThat(failure)
                .hasMessageStartingWith("model 'acme/tiny': '%s' came with another hash than".formatted(file))
                .hasMessageNotContaining("\n");
        assertThat(fixture.repository().resolve("blobs")).isEmptyDirectory();
        assertThat(fixture.repository().resolve("snapshots")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void anotherSizeIsRefused(int more) {
        fixture.loopback.trouble(LoopbackHub.inStore(), 99, new Trouble.OtherContent(more));

        assertThatThrownBy(() -> fixture.fetch("model.safetensors")).isInstanceOf(HubException.class)
                .hasMessageContaining("came with another size than the hub told, 3,000,000 bytes");
        assertThat(whole()).doesNotExist();
    }

    @Test
    void aFileThatChangesBetweenAskingAndFetchingIsRefused() {
        fixture.loopback.trouble(LoopbackHub.content("model.safetensors"), 1,
                new Trouble.OtherEtag(LoopbackHub.sha256(new byte[1])));

        assertThatThrownBy(() -> fixture.fetch("model.safetensors")).isInstanceOf(HubException.class)
                .hasMessageContaining("'model.safetensors' changed while it was fetched");
        assertThat(whole()).doesNotExist();
        fixture.fetch("model.safetensors");
        assertThat(whole()).hasBinaryContent(WEIGHTS);
    }

    @Test
    void aFileThatChangedBetweenTwoRunsIsNotMixedWithItsBeginning() {
        fixture.loopback.trouble(LoopbackHub.inStore(), 1, new Trouble.Cut(2_000_000));
        fixture.loopback.trouble(LoopbackHub.inStore(), 99, Trouble.status(500));
        assertThatThrownBy(() -> fixture.fetch("model.safetensors")).isInstanceOf(HubException.class);
        assertThat(incomplete()).hasSize(2_000_000);
        fixture.loopback.forget();
        byte[] newer = HubFixture.weights(WEIGHTS.length, 99);
        fixture.loopback.put("models/acme/tiny", "main", Map.of("model.safetensors", newer));

        assertThat(fixture.fetch("model.safetensors").resolve("model.safetensors")).hasBinaryContent(newer);
        assertThat(ranges()).containsExactly(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingFailuresAreRepeated(int status) {
        fixture.loopback.trouble(LoopbackHub.info(), 1, Trouble.status(status));
        fixture.loopback.trouble(LoopbackHub.head("config.json"), 2, Trouble.status(status));
        fixture.loopback.trouble(LoopbackHub.content("config.json"), 1, Trouble.status(status));

        assertThat(fixture.fetch("config.json").resolve("config.json")).hasContent(CONFIG);
        assertThat(fixture.pauses).extracting(Duration::toSeconds).containsExactly(1L, 1L, 2L, 1L);
    }

    @Test
    void failuresThatDoNotPassEndAfterFiveTries() {
        fixture.loopback.trouble(LoopbackHub.head("config.json"), 99, Trouble.status(503));

        assertThatThrownBy(() -> fixture.fetch("config.json")).isInstanceOf(HubException.class)
                .hasMessageContaining("(it answers 503)");
        assertThat(fixture.pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
        assertThat(fixture.loopback.seen()).filteredOn(LoopbackHub.head("config.json")).hasSize(5);
    }

    @Test
    void theHubSaysHowLongToWait() {
        fixture.loopback.trouble(LoopbackHub.info(), 1, new Trouble.Status(429, "", Map.of("Retry-After", "17")));
        fixture.loopback.trouble(LoopbackHub.info(), 1, new Trouble.Status(503, "", Map.of("Retry-After", "999999")));

        fixture.fetch("config.json");

        assertThat(fixture.pauses).extracting(Duration::toSeconds).containsExactly(17L, 60L);
    }

    /// Each try brings less than what counts as progress.
    @Test
    void aTransferThatBreaksAgainAndAgainEnds() {
        fixture.loopback.trouble(LoopbackHub.inStore(), 99, new Trouble.Cut(1_000));

        assertThatThrownBy(() -> fixture.fetch("model.safetensors")).isInstanceOf(HubException.class)
                .hasMessageContaining("cannot be reached");
        assertThat(incomplete()).hasSize(5_000);
    }

    @Test
    void aTransferThatFallsSilentIsBrokenOff() {
        fixture.silence = Duration.ofMillis(300);
        fixture.loopback.trouble(LoopbackHub.inStore(), 1, new Trouble.Silence());

        fixture.fetch("model.safetensors");

        assertThat(whole()).hasBinaryContent(WEIGHTS);
    }

    @Test
    void aDiskWithoutRoomIsToldBeforeAnythingComes() {
        fixture.free = 2_500_000;

        HubException failure = catchThrowableOfType(HubException.class, () -> fixture.fetch("model.safetensors"));

        assertThat(failure.reason()).isEqualTo(HubException.Reason.DISK);
        assertThat(failure).hasMessage("model 'acme/tiny': cannot be kept in " + cache
                + " (it needs 3 MB and 2 MB are free); make room, or set HF_HUB_CACHE to a place with room");
        assertThat(ranges()).isEmpty();
    }

    @Test
    void aCacheThatCannotBeWrittenIsOneLine() throws IOException {
        Files.writeString(fixture.repository(), "a file where a directory belongs");

        HubException failure = catchThrowableOfType(HubException.class, () -> fixture.fetch("model.safetensors"));

        assertThat(failure.reason()).isEqualTo(HubException.Reason.DISK);
        assertThat(failure).hasMessageContaining("make room, or set HF_HUB_CACHE").hasMessageNotContaining("\n");
    }
}
