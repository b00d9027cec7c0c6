package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.store.Store;
import dev.retort.testing.BatchApi;
import dev.retort.testing.LoopbackHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `mode: batch` as people meet it.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BatchTest {
    private static final String KEY = "sk-canary-51d2c7a9e04b66f3";

    @TempDir
    private Path dir;

    private TinyWorkspace workspace(LoopbackHost host, String mode) throws IOException {
        TinyWorkspace workspace = TinyWorkspace.in(dir, ("  - {name: chat, host: openai, base-url: '%s', key-variable: "
                + "MY_KEY, model: gpt-4o-mini%s}\n").formatted(host.baseUrl(), mode));
        Path yaml = workspace.file("retort.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("attempts: 6",
                "attempts: 6, first-backoff: 20ms, longest-backoff: 50ms"));
        return workspace;
    }

    private Session retort(String... arguments) {
        return Session.with(Map.of("MY_KEY", KEY), "",
                Stream.concat(Stream.of(arguments), Stream.of(dir.toString())).toArray(String[]::new));
    }

    private static List<JsonNode> lines(Session session) {
        return session.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private static JsonNode first(List<JsonNode> lines, String event) {
        return lines.stream().filter(line -> line.path("event").asString().equals(event)).findFirst().orElseThrow();
    }

    @Test
    void eventsForecastAndSummaryAreThoseOfBatchesAtHalfThePrice() throws IOException {
        var api = BatchApi.answering("good");
        try (LoopbackHost host = LoopbackHost.start(api)) {
            workspace(host, "");
            JsonNode check = JsonMapper.shared().readTree(retort("check", "--json").out());
            workspace(host, ", mode: batch");
            JsonNode half = JsonMapper.shared().readTree(retort("check", "--json").out());
            assertThat(half.findValue("dollars").path("mean").asDouble())
                    .isCloseTo(check.findValue("dollars").path("mean").asDouble() / 2, within(1e-12)).isPositive();
            assertThat(half.toString()).contains("batch at half price");

            Session session = retort("annotate", "--json");

            assertThat(session.status()).as(session.err()).isZero();
            assertThat(session.err()).contains("batch     teacher 'chat': batch_1 of 60 requests: validating",
                    "batch_1 of 60 requests: completed");
            List<JsonNode> lines = lines(session);
            assertThat(first(lines, "batch").path("batch").asString()).isEqualTo("batch_1");
            assertThat(lines).filteredOn(line -> line.path("event").asString().equals("progress"))
                    .anyMatch(line -> line.at("/batches/0/total").asInt() == 60);
            JsonNode chat = lines.getLast().at("/teachers/0");
            assertThat(chat.path("answered").asInt()).isEqualTo(60);
            // 60 answers of 100 tokens in at $0.15 and 10 out at $0.60 a million, at half the price
            assertThat(chat.at("/dollars/value").asDouble()).isCloseTo(60 * (100 * 0.15 + 10 * 0.6) / 1e6 / 2,
                    within(1e-12));
            assertThat(lines.getLast().has("batchesLeft")).isFalse();
        }
    }

    @Test
    void parametersThatTheModelRefusesAreSaidOnceEach() throws IOException {
        var api = new BatchApi(body -> Stream.of("temperature", "max_tokens").filter(body::has).findFirst()
                .map(name -> LoopbackHost.error(400, "unsupported_parameter", name + " is not supported"))
                .orElseGet(() -> BatchApi.reply(body, "good")));
        try (LoopbackHost host = LoopbackHost.start(api)) {
            workspace(host, ", mode: batch, temperature: 0.5, max-tokens: 20");

            Session session = retort("annotate", "--json");

            assertThat(session.status()).as(session.err()).isZero();
            assertThat(session.err()).containsOnlyOnce("takes no 'temperature' for this model; asking without it")
                    .containsOnlyOnce("takes no 'max_tokens' for this model; asking without it");
            assertThat(lines(session)).filteredOn(line -> line.path("event").asString().equals("retrying"))
                    .hasSize(120).allMatch(line -> line.path("trouble").asString().equals("parameter-dropped"));
        }
    }

    @Test
    void whatBatchesBroughtStaysAtHalfThePriceInTheReport() throws IOException {
        var api = BatchApi.answering("good");
        try (LoopbackHost host = LoopbackHost.start(seen -> seen.isChat()
                ? LoopbackHost.answer(seen, "good")
                : api.apply(seen))) {
            workspace(host, ", mode: batch");
            assertThat(retort("annotate", "--quiet").status()).isZero();
            workspace(host, "");
            int requests = host.seen().size();
            assertThat(retort("annotate", "--quiet").status()).isZero();
            assertThat(host.seen()).hasSize(requests);

            Session report = retort("report", "--quiet");

            assertThat(report.status()).as(report.err()).isZero();
            String page = Files.readString(dir.resolve("reports/index.html"));
            assertThat(page).contains("batch at half price");
        }
    }

    @Test
    void theKeyIsNowhereAlsoWhereTheHostRepeatsIt() throws IOException {
        var api = new BatchApi(body -> BatchApi.reply(body, "Your key is " + KEY + ". good"));
        var quoting = new AtomicBoolean();
        api.fault(seen -> quoting.get()
                ? Optional.of(LoopbackHost.error(401, "code-" + KEY, "Incorrect API key provided: " + KEY))
                : Optional.empty());
        try (LoopbackHost host = LoopbackHost.start(api)) {
            workspace(host, ", mode: batch");
            var said = new StringBuilder();
            for (boolean wrong : new boolean[]{true, false}) {
                quoting.set(wrong);
                Session session = retort("annotate", "--json");
                said.append(session.out()).append(session.err());
            }
            Session answers = retort("answers");
            said.append(answers.out()).append(answers.rows());

            assertThat(api.lines()).isEqualTo(60);
            assertThat(said.toString()).contains("refuses the key in MY_KEY").doesNotContain(KEY, "51d2c7a9",
                    "e04b66f3");
            assertThat(api.created().getFirst().lines().toString()).doesNotContain(KEY);
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).as(file.toString())
                            .doesNotContain(KEY, "51d2c7a9", "e04b66f3");
                }
            }
        }
    }

    @Test
    void aBatchThatIsUnknownCanBeGivenUp() throws IOException {
        var broken = new AtomicBoolean(true);
        var api = BatchApi.answering("good");
        api.fault(seen -> broken.get() && seen.path().contains("/batches/")
                ? Optional.of(LoopbackHost.error(404, "not_found", "No batch found"))
                : Optional.empty());
        try (LoopbackHost host = LoopbackHost.start(api)) {
            workspace(host, ", mode: batch");

            Session stuck = retort("annotate", "--quiet");
            assertThat(stuck.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(stuck.err()).contains("give it up with 'retort annotate --give-up-batches'",
                    "1 batch of 60 requests goes on at the host; run 'retort annotate' again to take it up");
            broken.set(false);
            Session givenUp = retort("annotate", "--give-up-batches");

            assertThat(givenUp.status()).as(givenUp.err()).isZero();
            assertThat(givenUp.err()).contains("note      gave up 1 batch");
            assertThat(api.created()).hasSize(2);
            try (Store store = Store.open(dir.resolve("retort.db"))) {
                assertThat(store.unansweredSends()).as("may have been paid twice").isEqualTo(60);
            }
        }
    }

    @Test
    @Tag("slow")
    void killedWhileTheHostWorksItTakesTheBatchUp() throws Exception {
        var over = new AtomicBoolean();
        var api = BatchApi.answering("good").doneOnce(_ -> over.get());
        try (LoopbackHost host = LoopbackHost.start(api)) {
            workspace(host, ", mode: batch");
            var builder = new ProcessBuilder(ChildProcess.command("annotate", dir.toString()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("MY_KEY", KEY);
            Process child = builder.start();
            while (host.seen().stream().noneMatch(seen -> seen.path().contains("/batches/")) && child.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(child.isAlive()).isTrue();
            child.destroyForcibly().waitFor();
            over.set(true);

            Session session = retort("annotate", "--json");

            assertThat(session.status()).as(session.err()).isZero();
            assertThat(api.created()).hasSize(1);
            assertThat(lines(session).getLast().at("/teachers/0/answered").asInt()).isEqualTo(60);
            assertThat(lines(session).getLast().at("/teachers/0/sends").asInt()).isZero();
        }
    }
}
