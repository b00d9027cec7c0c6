package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Usage;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatBatchesTest {
    private static final String KEY = "sk-canary-0123456789";
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Request TWO_VOTES = new Request(
            new Prompt.Chat(List.of(new Message(Message.Role.USER, "Which label?"))), "test-model", Sampling.DEFAULT,
            ReplyForm.FREE, PromptStyle.SIMPLE, "t1", List.of(2, 3));

    @TempDir
    private Path directory;

    private final Hosts hosts = new Hosts(_ -> Optional.of(KEY), InstantSource.fixed(NOW));

    private Optional<BatchHost> batches(String host, URI address) {
        return switch (hosts.open(at(host, address, PromptStyle.SIMPLE, Structured.NONE, Sampling.DEFAULT),
                Duration.ofSeconds(5))) {
            case HostOpener.Opening.Opened(var open) -> open.batches();
            case HostOpener.Opening.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    private BatchHost openAi(URI address) {
        return batches("openai", address).orElseThrow();
    }

    @Test
    void severalVotesGoInOneLineAndComeBackFromIt() {
        BatchHost openAi = openAi(URI.create("https://api.openai.com/v1"));

        JsonNode line = JsonMapper.shared().readTree(openAi.write("abc-2", TWO_VOTES));
        assertThat(line.path("custom_id").asString()).isEqualTo("abc-2");
        assertThat(line.path("method").asString()).isEqualTo("POST");
        assertThat(line.path("url").asString()).isEqualTo("/v1/chat/completions");
        assertThat(line.path("body").path("n").asInt()).isEqualTo(2);

        String body = LoopbackHost.answers("good", "bad").body();
        var read = openAi.read("{\"custom_id\":\"abc-2\",\"response\":{\"status_code\":200,\"body\":%s},\"error\":null}"
                .formatted(body), false).orElseThrow();
        assertThat(read.customId()).isEqualTo("abc-2");
        assertThat(read.reply()).isInstanceOfSatisfying(HostReply.Answered.class, answered -> {
            assertThat(answered.choices()).extracting(Choice::text).containsExactly("good", "bad");
            assertThat(answered.usage()).contains(new Usage(10, 0, 4, 0));
            assertThat(answered.latency()).isEmpty();
        });
    }

    @Test
    void whatIsNoLineIsPassedOver() {
        BatchHost openAi = openAi(URI.create("https://api.openai.com/v1"));

        assertThat(openAi.read("{\"custom_id\":\"abc", false)).isEmpty();
        assertThat(openAi.read("", false)).isEmpty();
        assertThat(openAi.read("{\"id\":\"x\"}", false)).isEmpty();
        assertThat(openAi.read("{\"custom_id\":\"a\",\"response\":null,\"error\":{\"code\":\"batch_expired\"}}", false)
                .orElseThrow().reply()).isInstanceOfSatisfying(HostReply.TryAgain.class,
                        again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.OVERLOADED));
    }

    @Test
    void onlyHostsThatMayHaveTheInterfaceOfferIt() {
        assertThat(batches("openai", URI.create("http://localhost:1/v1"))).isPresent();
        assertThat(batches("vllm", URI.create("http://localhost:1/v1"))).isEmpty();
        assertThat(batches("anthropic", URI.create("http://localhost:1/v1"))).isEmpty();
    }

    @Test
    void aBatchIsLookedForOnAllPagesButNotAmongOlderOnes() throws Exception {
        long now = NOW.getEpochSecond();
        String page = "{\"data\":[{\"id\":\"batch_%d\",\"status\":\"in_progress\",\"created_at\":%d,\"metadata\":"
                + "{\"retort\":\"%s\"}}],\"has_more\":true}";
        try (var host = LoopbackHost.start(seen -> Reply.of(200, !seen.path().contains("after=")
                ? page.formatted(1, now, "other")
                : seen.path().endsWith("after=batch_1")
                        ? page.formatted(2, now - 60, "mine")
                        : page.formatted(3, now - 7200, "old")))) {
            assertThat(openAi(host.baseUrl()).find("mine", NOW)).isInstanceOfSatisfying(BatchReply.Done.class,
                    found -> assertThat(found.value().toString()).contains("batch_2"));
            assertThat(host.seen()).hasSize(2);

            assertThat(openAi(host.baseUrl()).find("older", NOW)).isEqualTo(new BatchReply.Done<>(Optional.empty()));
            assertThat(host.seen()).as("the third page is too old to go on after").hasSize(5);
        }
    }

    @Test
    void aFetchedFileHoldsNoKey() throws Exception {
        Path file = directory.resolve("results.jsonl");
        try (var host = LoopbackHost.start(seen -> Reply.of(200, "{\"a\":\"" + KEY + "\"}\n{\"b\":\"ä\"}"))) {
            assertThat(openAi(host.baseUrl()).fetch("file-1", file)).isInstanceOf(BatchReply.Done.class);
            assertThat(Files.readString(file)).isEqualTo("{\"a\":\"[key]\"}\n{\"b\":\"ä\"}\n");
            assertThat(host.seen().getFirst().path()).isEqualTo("/v1/files/file-1/content");
            assertThat(host.seen().getFirst().headers()).containsEntry("authorization", "Bearer " + KEY);
        }
    }
}
