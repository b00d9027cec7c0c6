package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckTest {
    @TempDir
    private Path dir;

    private TinyWorkspace workspace(LoopbackHost host) throws IOException {
        return TinyWorkspace.in(dir, "  - {name: chat, host: openai, base-url: '%s', model: gpt-4o-mini, votes: 2}\n"
                .formatted(host.baseUrl()));
    }

    private static JsonNode forecast(Session session) {
        assertThat(session.status()).as(session.err()).isZero();
        return JsonMapper.shared().readTree(session.out()).at("/teachers/0/forecast");
    }

    @Test
    void withoutASampleNothingIsSentAndTheRangeIsWide() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            workspace(host);

            JsonNode forecast = forecast(Session.of("check", "--json", dir.toString()));

            assertThat(host.seen()).isEmpty();
            assertThat(dir.resolve("retort.db")).doesNotExist();
            assertThat(forecast.path("open").asInt()).isEqualTo(120);
            assertThat(forecast.at("/completionTokens/low").asDouble()).isEqualTo(120);
            assertThat(forecast.at("/completionTokens/high").asDouble()).isEqualTo(960);
            assertThat(forecast.at("/dollars/low").asDouble()).isPositive()
                    .isLessThan(forecast.at("/dollars/high").asDouble());
            assertThat(forecast.path("shortestSeconds").isNull()).isTrue();
        }
    }

    @Test
    void aSampleIsAskedOnceAndMeasured() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            workspace(host);

            Session first = Session.of("check", "--json", "--sample", "10", dir.toString());
            JsonNode forecast = forecast(first);
            assertThat(host.seen()).hasSize(20);
            assertThat(first.err()).contains("forecast  chat: 20 requests");
            assertThat(forecast.path("open").asInt()).isEqualTo(100);
            assertThat(forecast.at("/completionTokens/low").asDouble()).isEqualTo(100); // every answer took one token
            assertThat(forecast.at("/completionTokens/high").asDouble()).isEqualTo(100);
            assertThat(forecast.path("shortestSeconds").asDouble()).isPositive();
            assertThat(forecast.path("basis").asString())
                    .isEqualTo("tokens as the host charged them for 20 recorded answers");

            assertThat(forecast(Session.of("check", "--json", "--sample", "10", dir.toString())).path("open").asInt())
                    .isEqualTo(100);
            assertThat(host.seen()).as("the same texts").hasSize(20);
            assertThat(Session.of("annotate", dir.toString()).status()).isZero();
            assertThat(host.seen()).hasSize(120);
        }
    }

    @Test
    void theSampleIsAtLeastOneText() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            workspace(host);

            Session session = Session.of("check", "--sample", "0", dir.toString());
            assertThat(session.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(session.err()).isEqualToIgnoringNewLines(
                    "retort: --sample must be 1 or more texts, got 0; see 'retort check --help'");
        }
    }

    @Test
    void pricesOfTheUserComeFirstThenThoseOfTheFileThenOurs() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            TinyWorkspace workspace = workspace(host);
            assertThat(Session.of("check", dir.toString()).out())
                    .contains("chat: price of gpt-4o-mini: $0.15 in, $0.6 out a million tokens, OpenAI's price list (");

            workspace.write("prices.json", """
                    {"gpt-4o-mini": {"litellm_provider": "openai", "input_cost_per_token": 2e-07,
                      "output_cost_per_token": 7e-07, "cache_read_input_token_cost": 1e-07}}""");
            Files.setLastModifiedTime(workspace.file("prices.json"),
                    FileTime.from(Instant.parse("2026-10-03T00:00:00Z")));
            String yaml = Files.readString(workspace.file("retort.yaml"));
            workspace.write("retort.yaml", yaml + "report: {price-map: prices.json}\n");
            assertThat(Session.of("check", dir.toString()).out()).contains(
                    "chat: price of gpt-4o-mini: $0.2 in, $0.1 cached, $0.7 out a million tokens, prices.json (2026-10-03) of openai");

            workspace.write("retort.yaml",
                    yaml + "report: {price-map: prices.json, prices: {gpt-4o-mini: {input: 9, output: 10}}}\n");
            assertThat(Session.with(Map.of(), "", "check", dir.toString()).out())
                    .contains("chat: price of gpt-4o-mini: $9 in, $10 out a million tokens, retort.yaml");
        }
    }

    @Test
    void whatStopsEarlyIsForecastAtMostAndNotAgainOnceItIsSettled() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            TinyWorkspace.in(dir,
                    "  - {name: chat, host: openai, base-url: '%s', model: gpt-4o-mini, votes: 3, stop-early: true}\n"
                            .formatted(host.baseUrl()));
            assertThat(forecast(Session.of("check", "--json", dir.toString())).path("open").asInt()).isEqualTo(180);
            Session first = Session.of("annotate", dir.toString());
            assertThat(first.status()).as(first.err()).isZero();
            assertThat(first.err()).contains("forecast  chat: 180 requests");
            assertThat(first.out().lines().findFirst().orElseThrow()).endsWith("spared");
            assertThat(first.out().lines().toList().get(1)).matches("chat +180 +120 +0 +0 +0 +0 +0 +0 +60");
            assertThat(host.seen()).hasSize(120);

            JsonNode forecast = forecast(Session.of("check", "--json", dir.toString()));
            assertThat(forecast.path("votes").asInt()).isEqualTo(180);
            assertThat(forecast.path("open").asInt()).isZero();
            assertThat(forecast.at("/promptTokens/high").asDouble()).isZero();
            assertThat(forecast.path("basis").asString()).isEqualTo("nothing is left to be asked");
            Session second = Session.of("annotate", dir.toString());
            assertThat(second.err()).doesNotContain("forecast");
            assertThat(host.seen()).hasSize(120);
        }
    }

    @Test
    void whatABudgetLacksIsFound() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            TinyWorkspace workspace = TinyWorkspace.in(dir, """
                      - {name: unpriced, host: openai, base-url: '%s', model: m}
                      - {name: endless, host: openai, base-url: '%s', model: gpt-4o-mini, max-tokens: null}
                      - {name: fine, host: openai, base-url: '%s', model: gpt-4o-mini}
                    """.formatted(host.baseUrl(), host.baseUrl(), host.baseUrl()));
            String yaml = Files.readString(workspace.file("retort.yaml"));
            assertThat(Session.of("check", dir.toString()).out()).doesNotContain("a run will stop");

            workspace.write("retort.yaml", yaml.replace("timeout: 5s", "timeout: 5s, budget: {usd: 1}"));
            Session session = Session.of("check", dir.toString());

            assertThat(session.status()).as(session.err()).isZero();
            assertThat(session.out().lines().filter(line -> line.contains("a run will stop"))).containsExactly(
                    "unpriced: a run will stop: no price is known for 'm', so a budget in dollars cannot be kept; name a "
                            + "model with 'priced-as', or write its price under 'report: prices:'",
                    "endless: a run will stop: a budget needs 'max-tokens', without which a reply has no end; write "
                            + "'max-tokens: 128'");

            workspace.write("retort.yaml", yaml.replace("timeout: 5s", "timeout: 5s, budget: {minutes: 1}"));
            assertThat(Session.of("check", dir.toString()).out()).doesNotContain("a run will stop");
        }
    }
}
