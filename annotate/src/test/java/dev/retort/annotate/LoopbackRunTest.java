package dev.retort.annotate;

import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.at;
import static dev.retort.testing.Teachers.examples;
import static dev.retort.testing.Teachers.huggingFace;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.dataset.Example;
import dev.retort.hosts.Hosts;
import dev.retort.hosts.Trouble;
import dev.retort.store.Store;
import dev.retort.task.Value;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Ending;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import dev.retort.votes.Vote;
import dev.retort.votes.VoteReader;
import dev.retort.votes.VoteRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Both wire formats over real connections, with all the trouble hosts make, into a real store.
class LoopbackRunTest {
    private static final AnnotateOptions QUICK = quick(Duration.ofSeconds(20));

    private static AnnotateOptions quick(Duration timeout) {
        return new AnnotateOptions(32, 12, timeout, Duration.ofMillis(4), Duration.ofMillis(60));
    }

    @TempDir
    Path directory;

    private final List<AnnotateEvent> events = new ArrayList<>();

    private AnnotateSummary run(List<Ask> asks, List<Example> texts, Store store) throws InterruptedException {
        return run(asks, texts, store, QUICK);
    }

    private AnnotateSummary run(List<Ask> asks, List<Example> texts, Store store, AnnotateOptions options)
            throws InterruptedException {
        try (var hosts = new Hosts(variable -> Optional.of("sk-canary-0123456789"), InstantSource.system())) {
            return new Annotator(new Assignment(SENTIMENT, asks, texts), options,
                    new Surroundings(hosts, AnswerJournal.of(store), RunClock.system(), new SplittableRandom(1)),
                    events::add).run();
        }
    }

    /// One request in four goes wrong, each in its own way, decided by its number.
    private static Reply troubled(Seen seen) {
        String text = seen.text();
        Reply good = LoopbackHost.answer(seen, seen.prompt().contains("JSON:")
                ? "{\"reason\": \"because of " + text + "\", \"label\": \"neutral\"}"
                : "neutral");
        return switch (seen.number() % 40) {
            case 3 -> LoopbackHost.error(429, "rate_limit_exceeded", "slow down");
            case 7 -> LoopbackHost.error(429, "rate_limit_exceeded", "slow down").with("Retry-After", "0.02");
            case 11 -> LoopbackHost.error(429, "slow_down", "slow down").with("retry-after-ms", "15");
            case 13 -> Reply.of(500, "<html>oops</html>");
            case 17 -> Reply.of(503, "{\"error\":\"Model is currently loading\",\"estimated_time\":0.03}");
            case 19 -> good.after(Duration.ofMillis(80));
            case 23 -> good.ending(Ending.RESET);
            case 29 -> good.cutTo(good.body().length() - 7);
            case 31 -> LoopbackHost.error(408, "timeout", "request timeout");
            case 37 -> LoopbackHost.error(409, "conflict", "locked");
            default -> good;
        };
    }

    @Test
    void everyVoteComesInDespiteAllTrouble() throws Exception {
        try (var loopback = LoopbackHost.start(LoopbackRunTest::troubled);
                var store = Store.open(directory.resolve("retort.db"))) {
            List<Ask> asks = List.of(new Ask(openAi("chat", loopback.baseUrl(), "SOME_KEY"), 1),
                    new Ask(openAi("cot", loopback.baseUrl(), PromptStyle.COT), 3),
                    new Ask(huggingFace("raw", loopback.generationUrl(), PromptStyle.SIMPLE), 2));

            var summary = run(asks, examples(150), store);

            assertThat(summary.complete()).isTrue();
            assertThat(summary.teachers()).extracting(TeacherSummary::answered).containsExactly(150L, 450L, 300L);
            assertThat(loopback.seen()).hasSize((int) summary.sends());
            assertThat(store.unansweredSends()).isZero();
            assertThat(store.troubles()).isEmpty();
            for (Ask ask : asks) {
                var questions = Questions.of(SENTIMENT, ask);
                for (Example text : examples(150)) {
                    var answers = store.answers(questions.keys(text));
                    assertThat(answers).hasSize(ask.votes());
                    assertThat(answers.values()).allSatisfy(answer -> {
                        assertThat(answer.raw()).isEqualTo(ask.teacher().style() == PromptStyle.COT
                                ? "{\"reason\": \"because of " + text.text() + "\", \"label\": \"neutral\"}"
                                : "neutral");
                        assertThat(answer.usage()).isPresent();
                        assertThat(answer.latency()).isPresent();
                    });
                }
            }
            int before = loopback.seen().size();
            assertThat(run(asks, examples(150), store).sends()).isZero();
            assertThat(run(asks, examples(151), store).sends()).isGreaterThanOrEqualTo(6);
            assertThat(loopback.seen().size() - before).isBetween(6, 30);
        }
        noFileShows("canary");
        assertThat(events.toString()).doesNotContain("canary");
    }

    /// Each format held to its form, one host that refuses it, another that wants only one of two settings.
    @Test
    void repliesHeldToAForm() throws Exception {
        try (var loopback = LoopbackHost.start(seen -> {
            JsonNode body = seen.json();
            if (body.has("response_format")) {
                return LoopbackHost.error(400, "invalid_request_error",
                        "This response_format type is unavailable now " + seen.headers());
            }
            if (seen.isMessages() && body.has("top_p")) {
                return LoopbackHost.error(400, "invalid_request_error",
                        "`temperature` and `top_p` cannot both be specified for this model.");
            }
            return LoopbackHost.answer(seen, body.has("structured_outputs")
                    ? body.at("/structured_outputs/choice/1").stringValue()
                    : "{\"reason\": \"r\", \"label\": \"negative\"}");
        }); var store = Store.open(directory.resolve("retort.db"))) {
            List<Ask> asks = List.of(
                    new Ask(at("anthropic", loopback.baseUrl(), PromptStyle.COT, Structured.AUTO, Sampling.DEFAULT), 2),
                    new Ask(at("vllm", loopback.baseUrl(), PromptStyle.SIMPLE, Structured.AUTO, Sampling.DEFAULT), 3),
                    new Ask(at("deepseek", loopback.baseUrl(), PromptStyle.COT, Structured.AUTO, Sampling.DEFAULT), 1),
                    new Ask(at("tgi", loopback.generationUrl(), PromptStyle.COT, Structured.AUTO, Sampling.DEFAULT),
                            1));

            var summary = run(asks, examples(40), store);

            assertThat(summary.complete()).isTrue();
            assertThat(summary.teachers()).extracting(TeacherSummary::answered).containsExactly(80L, 120L, 40L, 40L);
            assertThat(events).filteredOn(AnnotateEvent.Retrying.class::isInstance)
                    .extracting(event -> ((AnnotateEvent.Retrying) event).trouble().kind())
                    .containsOnly(Trouble.Kind.PARAMETER_DROPPED);
            var reader = new VoteReader(SENTIMENT, VoteRules.DEFAULT);
            for (Ask ask : asks) {
                var questions = Questions.of(SENTIMENT, ask);
                for (Example text : examples(40)) {
                    assertThat(store.answers(questions.keys(text)).values()).hasSize(ask.votes())
                            .allSatisfy(answer -> assertThat(reader.read(answer.raw()))
                                    .isInstanceOfSatisfying(Vote.Read.class, vote -> assertThat(vote.value())
                                            .isEqualTo(new Value.Choice("negative"))));
                }
            }
            assertThat(run(asks, examples(40), store).sends()).isZero();
        }
        noFileShows("canary");
        assertThat(events.toString()).doesNotContain("canary");
    }

    private void noFileShows(String secret) throws Exception {
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    void aWrongKeyStopsItsTeacherAtOnce() throws Exception {
        try (var refusing = LoopbackHost.start(seen -> LoopbackHost.error(401, "invalid_api_key",
                "Incorrect API key provided: " + seen.headers().get("authorization")));
                var good = LoopbackHost.answering(text -> "positive");
                var store = Store.open(directory.resolve("retort.db"))) {
            var summary = run(List.of(new Ask(openAi("wrong", refusing.baseUrl(), "SOME_KEY"), 1),
                    new Ask(openAi("right", good.baseUrl(), "SOME_KEY"), 1)), examples(200), store);

            assertThat(refusing.seen()).hasSizeLessThanOrEqualTo(32);
            assertThat(summary.teachers().getFirst().stopped().orElseThrow())
                    .endsWith("refuses the key in SOME_KEY (401): Incorrect API key provided: Bearer [key]");
            assertThat(summary.teachers().getLast().answered()).isEqualTo(200);
        }
        noFileShows("canary");
    }

    @Test
    void hangingAndHugeResponsesHoldNobodyUp() throws Exception {
        var silent = new AtomicInteger();
        try (var loopback = LoopbackHost.start(seen -> {
            Reply good = LoopbackHost.answer(seen, "neutral");
            if (seen.text().equals("Text number 5") && silent.getAndIncrement() < 2) {
                return good.ending(Ending.SILENCE);
            }
            return seen.text().equals("Text number 9") ? LoopbackHost.answer(seen, "x".repeat(9 << 20)) : good;
        }); var store = Store.open(directory.resolve("retort.db"))) {
            var summary = run(List.of(new Ask(openAi("chat", loopback.baseUrl(), PromptStyle.SIMPLE), 1)), examples(60),
                    store, quick(Duration.ofSeconds(1)));

            assertThat(summary.teachers().getFirst().answered()).isEqualTo(59);
            assertThat(store.troubles()).singleElement().satisfies(
                    trouble -> assertThat(trouble.message()).contains("longer than 8,388,608 bytes"));
        }
    }

    @Test
    void aKilledRunGoesOnWhereItWas() throws Exception {
        Set<Integer> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
        try (var loopback = LoopbackHost.answering(text -> "neutral");
                var store = Store.open(directory.resolve("retort.db"));
                var hosts = new Hosts(variable -> Optional.empty(), InstantSource.system())) {
            var ask = new Ask(openAi("chat", loopback.baseUrl(), PromptStyle.SIMPLE), 1);
            var annotators = new ArrayList<Annotator>();
            var stopping = new Annotator(new Assignment(SENTIMENT, List.of(ask), examples(2000)), QUICK,
                    new Surroundings(hosts, AnswerJournal.of(store), RunClock.system(), new SplittableRandom(1)),
                    event -> {
                        if (event instanceof AnnotateEvent.Answered && seen.add(seen.size()) && seen.size() == 100) {
                            annotators.getFirst().stop(Duration.ofSeconds(10));
                        }
                    });
            annotators.add(stopping);
            var first = stopping.run();
            long answered = first.teachers().getFirst().answered();

            var second = run(List.of(ask), examples(2000), store);

            assertThat(first.interrupted()).isTrue();
            assertThat(answered).isBetween(100L, 1999L);
            assertThat(loopback.count(200)).isEqualTo(2000);
            assertThat(second.teachers().getFirst().reused()).isEqualTo(answered);
            assertThat(second.complete()).isTrue();
        }
    }
}
