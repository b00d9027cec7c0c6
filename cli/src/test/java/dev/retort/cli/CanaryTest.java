package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A host that shows the key it was sent wherever it can. Nothing of it may show anywhere: no output, no stack trace, no
/// file of the workspace.
class CanaryTest {
    private static final String KEY = "sk-canary-51d2c7a9e04b66f3";

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 404, 429, 500})
    void noTraceOfTheKey(int status) throws IOException {
        try (LoopbackHost host = LoopbackHost.start(seen -> status == 200
                ? LoopbackHost.answer(seen, "Your key is " + KEY + ". good")
                : echo(status))) {
            TinyWorkspace workspace = TinyWorkspace.in(dir,
                    "  - {name: chat, host: openai, base-url: '%s', key-variable: MY_KEY, model: m}\n"
                            .formatted(host.baseUrl()));
            workspace.write("retort.yaml", Files.readString(workspace.file("retort.yaml"))
                    .replace("attempts: 6", "attempts: 2, first-backoff: 1ms, longest-backoff: 2ms"));
            var said = new StringBuilder();
            for (String[] line : new String[][]{{"check"}, {"annotate", "--json"}, {"annotate", "--record",
                    dir.resolve("recording.jsonl").toString()}, {"check", "--sample", "3"}, {"answers"},
                    {"answers", "--json"}, {"answers", "--trouble", "rejected,gave-up"}, {"evaluate"}}) {
                String[] arguments = Stream.concat(Stream.of(line), Stream.of(dir.toString())).toArray(String[]::new);
                Session session = Session.with(Map.of("MY_KEY", KEY, "RETORT_STACKTRACE", "1"), "", arguments);
                said.append(session.out()).append(session.err()).append(session.rows());
            }

            assertThat(host.seen()).isNotEmpty();
            assertThat(said.toString()).doesNotContain(KEY, "51d2c7a9", "e04b66f3");
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).as(file.toString())
                            .doesNotContain(KEY, "51d2c7a9", "e04b66f3");
                }
            }
        }
    }

    private static Reply echo(int status) {
        return LoopbackHost.error(status, "code-" + KEY, "Incorrect API key provided: " + KEY + ".")
                .with("x-request-id", KEY).with("www-authenticate", "Bearer " + KEY);
    }
}
