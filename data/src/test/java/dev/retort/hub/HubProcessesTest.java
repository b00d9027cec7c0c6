package dev.retort.hub;

import static dev.retort.hub.HubFixture.MODEL;
import static dev.retort.hub.HubFixture.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHub;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several at once want the same files: each byte comes once.
class HubProcessesTest {
    @TempDir
    Path cache;

    private static void assertFetchedOnce(HubFixture fixture) {
        assertThat(fixture.repository().resolve("blobs").resolve(LoopbackHub.sha256(WEIGHTS)))
                .hasBinaryContent(WEIGHTS);
        assertThat(fixture.loopback.seen()).filteredOn(LoopbackHub.Seen::store).hasSize(1);
        assertThat(fixture.repository().resolve("blobs")).isDirectoryNotContaining("glob:**.incomplete");
    }

    @Test
    void threads() throws Exception {
        try (var fixture = new HubFixture(cache); var threads = Executors.newFixedThreadPool(8)) {
            var tasks = new ArrayList<java.util.concurrent.Callable<Path>>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> fixture.fetch("config.json", "model.safetensors"));
            }
            for (var fetched : threads.invokeAll(tasks)) {
                assertThat(fetched.get().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
            }
            assertFetchedOnce(fixture);
        }
    }

    @Test
    void processes() throws Exception {
        try (var fixture = new HubFixture(cache)) {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                processes.add(start(fixture.loopback.endpoint()));
            }
            for (Process process : processes) {
                assertThat(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo("fetched");
                assertThat(process.waitFor()).isZero();
            }
            assertFetchedOnce(fixture);
        }
    }

    private Process start(URI endpoint) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Fetching.class.getName(),
                endpoint.toString(), cache.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// Fetches the model in a process of its own.
    static final class Fetching {
        public static void main(String[] arguments) {
            var settings = new HubSettings(URI.create(arguments[0]), Path.of(arguments[1]), Optional.empty(), false);
            try (var hub = new Hub(settings, HubListener.NONE)) {
                hub.open(MODEL).fetch(List.of("config.json", "model.safetensors"));
                System.out.print("fetched");
            }
        }
    }
}
