package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole of `run` against a real server on loopback that speaks both formats and misbehaves.
class RunThroughHostsTest {
    private static final String KEY = "sk-canary-7f3a9c51d2";

    @TempDir
    private Path dir;

    @Test
    void bothFormatsWithBusySlowAndBrokenAnswers() throws IOException {
        var trouble = new AtomicInteger();
        try (LoopbackHost host = LoopbackHost.start(seen -> reply(seen, trouble.getAndIncrement()))) {
            TinyWorkspace workspace = TinyWorkspace.in(dir, """
                      - {name: chat, host: openai, base-url: '%s', key-variable: TINY_KEY, model: m, prompt: cot, votes: 3, priced-as: gpt-4o-mini}
                      - {name: raw, host: huggingface, base-url: '%s', key-variable: TINY_KEY, model: m, prompt: simple, chat-template: '[INST] {prompt} [/INST]', priced-as: gpt-4o-mini}
                    """
                    .formatted(host.baseUrl(), host.generationUrl()));

            Session session = Session.with(Map.of("TINY_KEY", KEY), "", "run", "--json", dir.toString());

            JsonNode chat = RunTest.contender(session, "chat");
            assertThat(chat.at("/evaluation/accuracy").asDouble()).isEqualTo(1.0);
            assertThat(RunTest.contender(session, "raw").at("/evaluation/accuracy").asDouble()).isEqualTo(1.0);
            assertThat(chat.at("/dollarsPerMillion/value").asDouble()).isPositive();
            assertThat(chat.at("/latencySeconds/basis").asString()).isEqualTo("measured");
            assertThat(host.count(200)).isEqualTo(240);
            assertThat(host.count(429)).isPositive();
            assertThat(host.count(500)).isPositive();
            assertThat(host.seen()).allSatisfy(seen -> assertThat(seen.headers().get("authorization"))
                    .isEqualTo("Bearer " + KEY));

            int requests = host.seen().size();
            Session again = Session.with(Map.of("TINY_KEY", KEY), "", "run", dir.toString());
            assertThat(again.status()).as(again.err()).isZero();
            assertThat(host.seen()).hasSize(requests);
            assertThat(session.err() + session.out() + again.err() + again.out()).doesNotContain(KEY);
            assertNowhere(workspace.dir(), KEY);
        }
    }

    /// One in eight is refused for now, one in nine fails, one in seven is slow.
    private static Reply reply(Seen seen, int number) {
        if (number % 16 == 3) {
            return LoopbackHost.error(429, "rate_limit_exceeded", "slow down").with("retry-after", "0");
        }
        if (number % 16 == 11) {
            return LoopbackHost.error(429, "rate_limit_exceeded", "slow down");
        }
        if (number % 9 == 5) {
            return LoopbackHost.error(500, "server_error", "try again");
        }
        boolean good = Stream.of("rose", "grew", "improved", "doubled").anyMatch(seen.text()::contains);
        String label = good ? "good" : "bad";
        Reply answer = LoopbackHost.answer(seen,
                seen.isChat() ? "{\"reason\": \"as stated\", \"label\": \"%s\"}".formatted(label) : label);
        return number % 7 == 2 ? answer.after(Duration.ofMillis(50)) : answer;
    }

    private static void assertNowhere(Path folder, String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString()).doesNotContain(secret);
            }
        }
    }
}
