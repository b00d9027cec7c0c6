package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A host that says bad twice and is not sure of it, then good and is.
class LogprobsRunTest {
    @TempDir
    private Path dir;

    private static Reply reply(String label, double logprob) {
        return Reply.of(200, """
                {"choices":[{"finish_reason":"stop","message":{"content":"%s"},"logprobs":{"content":[
                  {"token":"%s","logprob":%s,"top_logprobs":[{"token":"good","logprob":-2.0}]}]}}]}"""
                .formatted(label, label, logprob));
    }

    private static LoopbackHost host() {
        var asked = new ConcurrentHashMap<String, AtomicInteger>();
        return LoopbackHost.start(seen -> asked.computeIfAbsent(seen.text(), _ -> new AtomicInteger())
                .incrementAndGet() < 3 ? reply("bad", Math.log(0.25)) : reply("good", Math.log(0.75)));
    }

    private TinyWorkspace workspace(Path where, String teacher, String weights) throws IOException {
        TinyWorkspace workspace = TinyWorkspace.in(where,
                "  - {name: chat, model: m, votes: 3, %s}\n".formatted(teacher));
        Path yaml = workspace.file("retort.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("data:\n", "votes: {weights: %s}\ndata:\n"
                .formatted(weights)));
        return workspace;
    }

    private static List<JsonNode> answers(Path workspace) {
        Session session = Session.of("answers", "--json", workspace.toString());
        assertThat(session.status()).as(session.err()).isZero();
        return session.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private static String firstLabel(Path workspace) throws IOException {
        Path labels = workspace.resolve("labels.jsonl");
        Session session = Session.of("export", "-w", workspace.toString(), "--teacher", "chat", labels.toString());
        assertThat(session.status()).as(session.err()).isZero();
        return Files.readAllLines(labels).getFirst();
    }

    private static void annotate(Path workspace, String... more) {
        var arguments = new java.util.ArrayList<>(List.of("annotate", "-q", workspace.toString()));
        arguments.addAll(List.of(more));
        Session session = Session.of(arguments.toArray(String[]::new));
        assertThat(session.status()).as(session.err()).isZero();
    }

    @Test
    void theSurerVoteOutweighsTwoOthersAlsoWhenItIsReplayed() throws IOException {
        Path recording = dir.resolve("recorded.jsonl");
        try (LoopbackHost host = host()) {
            Path asked = workspace(dir.resolve("asked"), "host: openai, logprobs: true, base-url: '%s'"
                    .formatted(host.baseUrl()), "logprobs").dir();
            annotate(asked, "--record", recording.toString());

            JsonNode first = answers(asked).getFirst();
            assertThat(first.at("/labelProbability/value")).isEqualTo(first.path("value"));
            assertThat(first.at("/labelProbability/probability").asDouble())
                    .isCloseTo(first.at("/value/label").asString().equals("good") ? 0.75 : 0.25, within(1e-12));
            assertThat(Session.of("answers", asked.toString(), "--id", "t000").out()).contains("bad (the label alone), "
                    + "probability 0.250, finished: stop").contains("good (the label alone), probability 0.750");
            // good has 0.75 of 0.25 + 0.25 + 0.75
            assertThat(firstLabel(asked)).contains("\"label\":\"good\"", "\"vote_share\":0.6,");

            workspace(asked, "host: openai, logprobs: true, base-url: '%s'".formatted(host.baseUrl()), "equal");
            annotate(asked);
            assertThat(firstLabel(asked)).contains("\"label\":\"bad\"", "\"vote_share\":0.6667,");
            assertThat(host.seen()).as("weighing asks nothing").hasSize(180);
        }
        Path replayed = workspace(dir.resolve("replayed"), "host: replay, recording: '%s'".formatted(recording),
                "logprobs").dir();
        annotate(replayed);
        assertThat(firstLabel(replayed)).contains("\"label\":\"good\"", "\"vote_share\":0.6,");
    }

    @Test
    void votesWithoutAProbabilityCountOneAndThatIsSaid() throws IOException {
        try (LoopbackHost host = LoopbackHost.start(seen -> seen.json().has("logprobs")
                ? LoopbackHost.error(400, "invalid_request_error", "logprobs is not supported with this model")
                : LoopbackHost.answer(seen, "good"))) {
            workspace(dir, "host: openai, logprobs: true, base-url: '%s'".formatted(host.baseUrl()), "logprobs");

            Session session = Session.of("annotate", dir.toString());

            assertThat(session.status()).as(session.err()).isZero();
            assertThat(session.err()).containsOnlyOnce("asking without it")
                    .contains(
                            "note      teacher 'chat': 127.0.0.1:%d takes no 'logprobs' for this model; asking without it"
                                    .formatted(host.baseUrl().getPort()));
            assertThat(session.err()).contains(
                    "teacher 'chat': no probability is known of the label of 180 votes, so each of them counts 1");
            assertThat(answers(dir)).hasSize(180).noneMatch(line -> line.has("labelProbability"));
            assertThat(firstLabel(dir)).contains("\"vote_share\":1.0,");
        }
    }
}
