package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnnotateEventsTest {
    @TempDir
    private Path dir;

    private static List<JsonNode> lines(Session session) {
        return session.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private void workspace(LoopbackHost host) throws IOException {
        TinyWorkspace.in(dir, "  - {name: chat, host: openai, base-url: '%s', model: gpt-4o-mini}\n"
                .formatted(host.baseUrl()));
    }

    @Test
    void eventsAreLinesAndTheSummaryIsTheLast() throws IOException {
        var sends = new AtomicInteger();
        try (LoopbackHost host = LoopbackHost.start(seen -> sends.getAndIncrement() == 5
                ? LoopbackHost.error(503, "overloaded", "later").with("retry-after", "0")
                : LoopbackHost.answer(seen, seen.text().contains("Company 7 ") ? "no idea" : "good"))) {
            workspace(host);
            Session session = Session.with(Map.of(), "", "annotate", "--json", dir.toString());
            assertThat(session.status()).as(session.err()).isZero();

            List<JsonNode> lines = lines(session);
            assertThat(lines).extracting(line -> line.path("event").asString()).startsWith("started")
                    .contains("progress", "retrying", "finished").endsWith("summary").doesNotContain("answered");
            JsonNode retry = lines.stream().filter(line -> line.path("event").asString().equals("retrying"))
                    .findFirst().orElseThrow();
            assertThat(retry.path("teacher").asString()).isEqualTo("chat");
            assertThat(retry.path("message").asString()).contains("later");
            JsonNode chat = lines.getLast().at("/teachers/0");
            assertThat(chat.path("answered").asInt()).isEqualTo(60);
            assertThat(chat.path("unreadable").asInt()).isEqualTo(1);
            assertThat(chat.path("sends").asInt()).isEqualTo(61);
            assertThat(chat.path("retries").asInt()).isEqualTo(1);
            assertThat(chat.at("/latencySeconds/p99").asDouble()).isPositive();
            assertThat(chat.at("/tokens/completion").asInt()).isEqualTo(60);
            double dollars = (chat.at("/tokens/prompt").asDouble() * 0.15 + 60 * 0.6) / 1e6;
            assertThat(chat.at("/dollars/value").asDouble()).isCloseTo(dollars,
                    org.assertj.core.api.Assertions.within(1e-12));
            JsonNode last = lines.stream().filter(line -> line.path("event").asString().equals("progress"))
                    .toList().getLast();
            assertThat(last.path("done").asInt()).isEqualTo(60);
            assertThat(last.path("dollars").asDouble()).isCloseTo(dollars,
                    org.assertj.core.api.Assertions.within(1e-12));
        }
    }

    @Test
    void theTableSaysWhatBecameOfTheVotesAndWhatTheyTook() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            workspace(host);
            Session session = Session.with(Map.of(), "", "annotate", dir.toString());

            assertThat(session.out().lines().toList()).hasSize(5);
            assertThat(session.out().lines().toList().get(1)).matches("chat +60 +60 +0 +0 +0 +0 +0 +0");
            assertThat(session.out().lines().toList().get(4))
                    .matches("chat +60 +0 +[0-9]+ ms +[0-9]+ ms +[0-9]+ ms +[0-9,]+ +0 +60 +0 +0\\.0\\d+");
        }
    }

    @Test
    void aStoppedTeacherStillHasItsSummary() throws IOException {
        try (LoopbackHost host = LoopbackHost.start(seen -> LoopbackHost.error(401, "invalid_api_key", "no"))) {
            workspace(host);
            Session json = Session.with(Map.of(), "", "annotate", "--json", dir.toString());
            assertThat(json.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(lines(json).getLast().at("/teachers/0/stopped").asString()).isNotBlank();

            Session table = Session.with(Map.of(), "", "annotate", dir.toString());
            assertThat(table.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(table.out()).contains("not asked").contains("chat");
        }
    }

    @Test
    void theSummarySaysWhatWasSparedAndWhatABudgetHalted() throws IOException {
        try (LoopbackHost host = LoopbackHost.answering(text -> "good")) {
            TinyWorkspace workspace = TinyWorkspace.in(dir,
                    "  - {name: chat, host: openai, base-url: '%s', model: gpt-4o-mini, votes: 3, stop-early: true}\n"
                            .formatted(host.baseUrl()));
            String yaml = java.nio.file.Files.readString(workspace.file("retort.yaml"));
            workspace.write("retort.yaml", yaml.replace("timeout: 5s", "timeout: 5s, budget: {tokens: 1500}"));
            Session halted = Session.with(Map.of(), "", "annotate", "--json", dir.toString());
            assertThat(halted.status()).isEqualTo(ExitStatus.FAILED);
            assertThat(lines(halted).getLast().path("halted").asString())
                    .startsWith("the budget of 1,500 tokens is used up");

            workspace.write("retort.yaml", yaml);
            Session whole = Session.with(Map.of(), "", "annotate", "--json", dir.toString());
            assertThat(whole.status()).as(whole.err()).isZero();
            assertThat(lines(whole).getLast().has("halted")).isFalse();
            assertThat(lines(whole).getLast().at("/teachers/0/spared").asInt()).isEqualTo(60);
        }
    }
}
