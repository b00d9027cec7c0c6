package dev.retort.annotate;

import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.examples;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import dev.retort.bill.ModelPrice;
import dev.retort.bill.Source;
import dev.retort.dataset.Example;
import dev.retort.hosts.Hosts;
import dev.retort.hosts.Trouble;
import dev.retort.prompt.TokenCounter;
import dev.retort.store.AnswerRecord;
import dev.retort.store.AskingTotals;
import dev.retort.store.BatchLine;
import dev.retort.store.BatchRecord;
import dev.retort.store.SendRecord;
import dev.retort.store.Store;
import dev.retort.store.TroubleRecord;
import dev.retort.task.Value;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Answer;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.Mode;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Usage;
import dev.retort.testing.BatchApi;
import dev.retort.testing.BatchApi.End;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Ending;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Batches over real connections into a real store.
@Timeout(60)
class BatchRunTest {
    private static final AnnotateOptions QUICK = new AnnotateOptions(16, 4, Duration.ofSeconds(5),
            Duration.ofMillis(2), Duration.ofMillis(8));
    private static final ModelPrice PRICE = new ModelPrice("test-model", Optional.empty(), 1, 2,
            OptionalDouble.empty(), Source.undated("a test"));

    @TempDir
    private Path directory;

    private Store store;
    private final List<AnnotateEvent> events = new ArrayList<>();
    private BatchLimits limits = BatchLimits.OPENAI;

    @BeforeEach
    void open() {
        store = Store.open(directory.resolve("retort.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Ask batch(URI url, int votes) {
        return new Ask(openAi("gpt", url, "SOME_KEY"), votes).withMode(Mode.BATCH);
    }

    private AnnotateSummary run(List<Ask> asks, List<Example> texts) throws InterruptedException {
        return run(asks, texts, QUICK, AnswerJournal.of(store));
    }

    private AnnotateSummary run(List<Ask> asks, List<Example> texts, AnnotateOptions options, AnswerJournal journal)
            throws InterruptedException {
        try (var hosts = new Hosts(variable -> Optional.of("sk-canary-0123456789"), InstantSource.system())) {
            return annotator(hosts, asks, texts, options, journal).run();
        }
    }

    private Annotator annotator(Hosts hosts, List<Ask> asks, List<Example> texts, AnnotateOptions options,
            AnswerJournal journal) {
        return new Annotator(new Assignment(SENTIMENT, asks, texts), options,
                new Surroundings(hosts, journal, RunClock.system(), new SplittableRandom(1),
                        new Money(_ -> Optional.of(PRICE), 0, 0), limits),
                events::add);
    }

    /// The text that a line asks about.
    private static String text(JsonNode body) {
        String prompt = body.path("messages").path(0).path("content").asString("");
        int end = prompt.lastIndexOf("</text>");
        return prompt.substring(prompt.lastIndexOf("<text>", end) + "<text>".length(), end).strip();
    }

    @Test
    void everyLineFindsItsVoteWhateverItsOrder() throws Exception {
        var api = new BatchApi(body -> BatchApi.reply(body, "about " + text(body)));
        try (var host = LoopbackHost.start(api)) {
            var summary = run(List.of(batch(host.baseUrl(), 2)), examples(30));

            assertThat(summary.complete()).isTrue();
            assertThat(summary.left()).isEmpty();
            TeacherSummary gpt = summary.teachers().getFirst();
            assertThat(gpt.answered()).isEqualTo(60);
            assertThat(gpt.sends()).isEqualTo(60);
            assertThat(gpt.usage()).isEqualTo(new Usage(6000, 0, 600, 0)).isEqualTo(gpt.batched());
            assertThat(api.created()).hasSize(1);
            assertThat(api.lines()).isEqualTo(60);
            var questions = Questions.of(SENTIMENT, batch(host.baseUrl(), 2));
            for (Example example : examples(30)) {
                for (AnswerKey key : questions.keys(example)) {
                    assertThat(store.answer(key).orElseThrow().raw()).isEqualTo("about " + example.text());
                }
            }
            assertThat(store.unansweredSends()).isZero();
            assertThat(store.openBatches()).isEmpty();
            assertThat(events).filteredOn(AnnotateEvent.BatchMoved.class::isInstance)
                    .extracting(event -> ((AnnotateEvent.BatchMoved) event).progress().status())
                    .startsWith("validating").contains("in_progress").endsWith("completed");
        }
    }

    @Test
    void theModeChangesNoKeySoNothingIsAskedAgain() throws Exception {
        var api = BatchApi.answering("positive");
        try (var host = LoopbackHost.start(seen -> seen.isChat()
                ? LoopbackHost.answer(seen, "positive")
                : api.apply(seen))) {
            Ask inBatches = batch(host.baseUrl(), 3);
            run(List.of(inBatches), examples(10));
            Set<AnswerKey> byBatch = store.answeredKeys();
            int requests = host.seen().size();

            var again = run(List.of(inBatches.withMode(Mode.REQUESTS)), examples(10));

            assertThat(again.teachers().getFirst().reused()).isEqualTo(30);
            assertThat(host.seen()).hasSize(requests);
            try (var other = Store.open(directory.resolve("other.db"))) {
                run(List.of(inBatches.withMode(Mode.REQUESTS)), examples(10), QUICK, AnswerJournal.of(other));
                assertThat(other.answeredKeys()).isEqualTo(byBatch).hasSize(30);
                run(List.of(inBatches), examples(10), QUICK, AnswerJournal.of(other));
                assertThat(api.created()).hasSize(1);
            }
        }
    }

    @Test
    void filesAreSplitByRequestsAndByBytes() throws Exception {
        var api = BatchApi.answering("positive");
        try (var host = LoopbackHost.start(api)) {
            limits = new BatchLimits(7, 200_000_000);
            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(20)).complete()).isTrue();
            assertThat(api.created()).extracting(batch -> batch.lines().size()).containsExactlyInAnyOrder(7, 7, 6);

            long line = api.created().getFirst().lines().getFirst().toString().length() + 1L;
            limits = new BatchLimits(50_000, 3 * line + line / 2);
            List<Example> more = examples(35).subList(20, 35);
            assertThat(run(List.of(batch(host.baseUrl(), 1)), more).complete()).isTrue();
            assertThat(api.created().subList(3, api.created().size())).extracting(batch -> batch.lines().size())
                    .containsOnly(3).hasSize(5);
        }
    }

    @Test
    void failedLinesAreAskedAgainAloneAndRefusedOnesAreNot() throws Exception {
        var failures = new ConcurrentHashMap<String, Integer>();
        var api = new BatchApi(body -> switch (text(body)) {
            case "Text number 3" -> failures.merge("3", 1, Integer::sum) == 1
                    ? LoopbackHost.error(500, "server_error", "oops")
                    : BatchApi.reply(body, "neutral");
            case "Text number 4" -> LoopbackHost.error(400, "content_filter", "not this text");
            case "Text number 5" -> LoopbackHost.error(500, "server_error", "never");
            default -> BatchApi.reply(body, "positive");
        });
        try (var host = LoopbackHost.start(api)) {
            var summary = run(List.of(batch(host.baseUrl(), 1)), examples(10));

            TeacherSummary gpt = summary.teachers().getFirst();
            assertThat(gpt.answered()).isEqualTo(8);
            assertThat(gpt.rejected()).isEqualTo(1);
            assertThat(gpt.gaveUp()).isEqualTo(1);
            assertThat(gpt.retries()).isEqualTo(4);
            assertThat(api.created()).extracting(batch -> batch.lines().size()).containsExactly(10, 2, 1, 1);
            assertThat(store.troubles()).extracting(TroubleRecord::kind, TroubleRecord::exampleId,
                    TroubleRecord::attempts).containsExactlyInAnyOrder(
                            tuple(TroubleRecord.Kind.REJECTED, "t4", 1),
                            tuple(TroubleRecord.Kind.GAVE_UP, "t5", 4));
            assertThat(store.unansweredSends()).isZero();
        }
    }

    @Test
    void whatAnExpiredBatchAnsweredCountsAndTheRestIsAskedAlone() throws Exception {
        var api = BatchApi.answering("positive")
                .ending(batch -> batch.number() == 0 ? new End("expired", 6) : End.COMPLETED);
        try (var host = LoopbackHost.start(api)) {
            var summary = run(List.of(batch(host.baseUrl(), 1)), examples(10));

            assertThat(summary.complete()).isTrue();
            assertThat(api.created()).extracting(batch -> batch.lines().size()).containsExactly(10, 4);
            Set<String> first = new HashSet<>();
            api.created().getFirst().lines().subList(6, 10)
                    .forEach(line -> first.add(line.path("custom_id").asString()));
            assertThat(api.created().get(1).lines()).extracting(line -> line.path("custom_id").asString())
                    .containsExactlyInAnyOrderElementsOf(first);
        }
    }

    @Test
    void aBatchThatIsNotTakenStopsItsTeacherAlone() throws Exception {
        var api = BatchApi.answering("positive").ending(_ -> new End("failed", 0));
        try (var host = LoopbackHost.start(api); var other = LoopbackHost.answering(_ -> "positive")) {
            var summary = run(List.of(batch(host.baseUrl(), 1),
                    new Ask(openAi("other", other.baseUrl(), PromptStyle.SIMPLE), 1)), examples(10));

            assertThat(summary.teachers().getFirst().stopped()).hasValueSatisfying(reason -> assertThat(reason)
                    .contains("batch_1 of 10 requests was not taken by the host: This line is not parseable as valid "
                            + "JSON. (line 1)")
                    .hasLineCount(1));
            assertThat(summary.teachers().get(1).answered()).isEqualTo(10);
            assertThat(store.openBatches()).isEmpty();
            assertThat(store.unansweredSends()).as("nothing of it can have been charged").isZero();
        }
    }

    @Test
    void aWrongKeyStopsTheTeacherAndLeavesNothing() throws Exception {
        var api = BatchApi.answering("positive")
                .fault(_ -> Optional.of(LoopbackHost.error(401, "invalid_api_key", "sk-canary-0123456789 is wrong")));
        try (var host = LoopbackHost.start(api)) {
            var summary = run(List.of(batch(host.baseUrl(), 1)), examples(10));

            assertThat(summary.teachers().getFirst().stopped()).hasValueSatisfying(reason -> assertThat(reason)
                    .contains("refuses the key in SOME_KEY (401)").doesNotContain("0123456789"));
            assertThat(host.seen()).hasSize(1);
            assertThat(summary.left()).isEmpty();
            assertThat(store.unansweredSends()).isZero();
        }
    }

    @Test
    void aBatchWhoseCreationWasNotHeardOfIsFoundAndNotCreatedTwice() throws Exception {
        var posts = new AtomicInteger();
        var api = BatchApi.answering("positive").fault(seen -> isCreation(seen) && posts.getAndIncrement() == 0
                ? Optional.of(Reply.of(200, "").ending(Ending.RESET))
                : Optional.empty());
        try (var host = LoopbackHost.start(api)) {
            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(10)).complete()).isTrue();
            assertThat(api.created()).hasSize(1);
            assertThat(posts).hasValue(1);
        }
    }

    private static boolean isCreation(Seen seen) {
        return seen.path().equals("/v1/batches") && !seen.body().isEmpty();
    }

    @Test
    void troubleOnTheWayIsWaitedOut() throws Exception {
        var api = BatchApi.answering("positive").looksBefore(3).fault(seen -> switch (seen.number()) {
            case 0 -> Optional.of(LoopbackHost.error(503, "overloaded", "later"));
            case 2, 8 -> Optional.of(LoopbackHost.error(429, "rate_limit_exceeded", "slow down"));
            case 5, 12 -> Optional.of(Reply.of(200, "").ending(Ending.RESET));
            case 6, 11 -> Optional.of(Reply.of(502, "<html>bad gateway</html>"));
            default -> Optional.empty();
        });
        try (var host = LoopbackHost.start(api)) {
            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(10)).complete()).isTrue();
            assertThat(api.created()).hasSize(1);
        }
    }

    @Test
    void aCreationThatAlwaysFailsEndsWithItsAttemptsAndTheBillKnows() throws Exception {
        var down = new AtomicBoolean(true);
        var creations = new AtomicInteger();
        var api = BatchApi.answering("positive").fault(seen -> {
            if (!isCreation(seen) || !down.get()) {
                return Optional.empty();
            }
            creations.incrementAndGet();
            return Optional.of(LoopbackHost.error(500, "server_error", "down"));
        });
        try (var host = LoopbackHost.start(api)) {
            var first = run(List.of(batch(host.baseUrl(), 1)), examples(10));
            assertThat(first.teachers().getFirst().stopped().orElseThrow()).contains("gave up after 4 attempts");
            assertThat(creations).hasValue(4);
            assertThat(first.left()).hasSize(1);
            down.set(false);

            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(10)).complete()).isTrue();
            assertThat(api.created()).hasSize(1);
            assertThat(store.unansweredSends()).as("may have been created").isEqualTo(10);
        }
    }

    @Test
    void pollingThatFailsForTooLongLeavesTheBatchToTheNextRun() throws Exception {
        var down = new AtomicBoolean(true);
        var api = BatchApi.answering("positive").fault(seen -> down.get() && seen.path().contains("/batches/")
                ? Optional.of(LoopbackHost.error(500, "server_error", "down"))
                : Optional.empty());
        try (var host = LoopbackHost.start(api)) {
            var first = run(List.of(batch(host.baseUrl(), 1)), examples(10), QUICK.withRetryFor(Duration.ofMillis(40)),
                    AnswerJournal.of(store));
            assertThat(first.teachers().getFirst().stopped()).isPresent();
            assertThat(first.left()).containsExactly(new LeftBatch("gpt", "batch_1", 10));
            down.set(false);

            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(10)).complete()).isTrue();
            assertThat(api.created()).hasSize(1);
        }
    }

    @Test
    void aRefusedParameterIsLeftOutOfTheNextBatch() throws Exception {
        var api = new BatchApi(body -> body.has("temperature")
                ? Reply.of(400, "{\"error\":{\"message\":\"Unsupported value: 'temperature'\",\"code\":"
                        + "\"unsupported_value\",\"param\":\"temperature\"}}")
                : BatchApi.reply(body, "positive"));
        try (var host = LoopbackHost.start(api)) {
            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(5)).complete()).isTrue();
            assertThat(api.created()).extracting(batch -> batch.lines().size()).containsExactly(5, 5);
        }
    }

    private static Ask withLogprobs(Ask ask) {
        return new Ask(ask.teacher().withLogprobs(), ask.votes()).withMode(ask.mode());
    }

    /// `"positive"` in two tokens, of which `"negative"` might have been the first; nothing where it was not asked for.
    private static Reply withLogprobs(JsonNode body) {
        if (!body.path("logprobs").asBoolean(false) || body.path("top_logprobs").asInt(0) != 5) {
            return BatchApi.reply(body, "positive");
        }
        return Reply.of(200, """
                {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"positive"},
                 "logprobs":{"content":[
                  {"token":"pos","logprob":%s,"top_logprobs":[{"token":"neg","logprob":%s}]},
                  {"token":"itive","logprob":%s,"top_logprobs":[]}]}}],
                 "usage":{"prompt_tokens":100,"completion_tokens":10}}"""
                .formatted(Math.log(0.5), Math.log(0.25), Math.log(0.8)));
    }

    /// 0.5 for its first token, times 0.8 for the rest.
    private static void assertLabelled(Answer answer) {
        assertThat(answer.label()).hasValueSatisfying(label -> {
            assertThat(label.value()).isEqualTo(new Value.Choice("positive"));
            assertThat(label.probability()).isCloseTo(0.4, within(1e-12));
            assertThat(label.others()).containsOnlyKeys(new Value.Choice("negative"));
            assertThat(label.others().values()).singleElement().satisfies(other -> assertThat(other)
                    .isCloseTo(0.25, within(1e-12)));
        });
    }

    @Test
    void answersOfBatchesKeepTheProbabilityOfTheirLabel() throws Exception {
        var api = new BatchApi(BatchRunTest::withLogprobs);
        try (var host = LoopbackHost.start(api)) {
            Ask plain = batch(host.baseUrl(), 2);
            Ask asked = withLogprobs(plain);

            assertThat(run(List.of(asked), examples(5)).complete()).isTrue();
            assertThat(run(List.of(plain), examples(5)).complete()).isTrue();

            assertThat(api.created()).as("a question of its own").hasSize(2);
            for (Example example : examples(5)) {
                for (AnswerKey key : Questions.of(SENTIMENT, asked).keys(example)) {
                    assertLabelled(store.answer(key).orElseThrow());
                }
                for (AnswerKey key : Questions.of(SENTIMENT, plain).keys(example)) {
                    assertThat(store.answer(key).orElseThrow().label()).isEmpty();
                }
            }
        }
    }

    @Test
    void aBatchTakenUpKeepsProbabilitiesAlsoForATeacherWithout() throws Exception {
        var down = new AtomicBoolean(true);
        var api = new BatchApi(BatchRunTest::withLogprobs).fault(seen -> down.get() && seen.path().contains("/batches/")
                ? Optional.of(LoopbackHost.error(500, "server_error", "down"))
                : Optional.empty());
        try (var host = LoopbackHost.start(seen -> seen.isChat()
                ? LoopbackHost.answer(seen, "neutral")
                : api.apply(seen))) {
            Ask asked = withLogprobs(batch(host.baseUrl(), 1));
            assertThat(run(List.of(asked), examples(5), QUICK.withRetryFor(Duration.ofMillis(40)),
                    AnswerJournal.of(store)).left()).hasSize(1);
            down.set(false);

            assertThat(run(List.of(batch(host.baseUrl(), 1).withMode(Mode.REQUESTS)), examples(5)).complete())
                    .isTrue();

            for (Example example : examples(5)) {
                assertLabelled(store.answer(Questions.of(SENTIMENT, asked).keys(example).getFirst()).orElseThrow());
            }
        }
    }

    @Test
    void aModelThatRefusesLogprobsIsAskedWithoutInTheNextBatchAndThatIsTold() throws Exception {
        var api = new BatchApi(body -> body.has("logprobs")
                ? LoopbackHost.error(400, "invalid_request_error", "logprobs is not supported with this model")
                : BatchApi.reply(body, "positive"));
        try (var host = LoopbackHost.start(api)) {
            assertThat(run(List.of(withLogprobs(batch(host.baseUrl(), 1))), examples(5)).complete()).isTrue();

            assertThat(api.created()).extracting(batch -> batch.lines().size()).containsExactly(5, 5);
            assertThat(events).filteredOn(AnnotateEvent.Retrying.class::isInstance).hasSize(5)
                    .allSatisfy(event -> {
                        var again = (AnnotateEvent.Retrying) event;
                        assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.PARAMETER_DROPPED);
                        assertThat(again.attempt()).isEqualTo(1);
                        assertThat(again.pause()).isZero();
                    });
        }
    }

    @Test
    void batchesAndRequestsDoNotWaitForEachOther() throws Exception {
        try (var other = LoopbackHost.answering(_ -> "positive")) {
            var api = BatchApi.answering("positive").doneOnce(_ -> other.seen().size() == 40);
            try (var host = LoopbackHost.start(api)) {
                Ask requests = new Ask(openAi("other", other.baseUrl(), PromptStyle.SIMPLE), 1);
                assertThat(run(List.of(batch(host.baseUrl(), 1), requests), examples(40)).complete()).isTrue();
            }
        }
    }

    @Test
    void twoTeachersThatAskTheSameShareTheBatch() throws Exception {
        var api = BatchApi.answering("positive");
        try (var host = LoopbackHost.start(api)) {
            Ask twin = new Ask(openAi("twin", host.baseUrl(), "SOME_KEY"), 2);
            var summary = run(List.of(batch(host.baseUrl(), 2), twin.withMode(Mode.BATCH)), examples(10));

            assertThat(summary.complete()).isTrue();
            assertThat(api.lines()).isEqualTo(20);
            assertThat(summary.teachers()).extracting(TeacherSummary::answered).containsExactly(20L, 0L);
            assertThat(summary.teachers()).extracting(TeacherSummary::reused).containsExactly(0L, 20L);
        }
    }

    /// Stops as Ctrl+C does, once the batch is at the host.
    private AnnotateSummary interrupted(URI url) throws InterruptedException {
        try (var hosts = new Hosts(variable -> Optional.of("sk-canary-0123456789"), InstantSource.system())) {
            var annotators = new ArrayList<Annotator>();
            var annotator = new Annotator(new Assignment(SENTIMENT, List.of(batch(url, 1)), examples(10)), QUICK,
                    new Surroundings(hosts, AnswerJournal.of(store), RunClock.system(), new SplittableRandom(1)),
                    event -> {
                        if (event instanceof AnnotateEvent.BatchMoved(var progress)
                                && progress.status().equals("in_progress")) {
                            annotators.getFirst().stop(Duration.ofSeconds(5));
                        }
                    });
            annotators.add(annotator);
            return annotator.run();
        }
    }

    @Test
    void aStoppedRunLeavesItsBatchAndTheNextTakesItUp() throws Exception {
        var over = new AtomicBoolean();
        var api = BatchApi.answering("positive").doneOnce(_ -> over.get());
        try (var host = LoopbackHost.start(api)) {
            var first = interrupted(host.baseUrl());
            assertThat(first.interrupted()).isTrue();
            assertThat(first.left()).containsExactly(new LeftBatch("gpt", "batch_1", 10));
            assertThat(first.elapsed()).isLessThan(Duration.ofSeconds(5));
            assertThat(store.openBatches()).extracting(BatchRecord::hostId).containsExactly(Optional.of("batch_1"));
            assertThat(store.unansweredSends()).as("nothing that may be paid twice").isZero();
            over.set(true);

            // Another name and another way of asking do not pay twice.
            Ask renamed = new Ask(openAi("renamed", host.baseUrl(), "SOME_KEY"), 1);
            var second = run(List.of(renamed), examples(10));

            assertThat(second.complete()).isTrue();
            TeacherSummary taken = second.teachers().getFirst();
            assertThat(taken.answered()).isEqualTo(10);
            assertThat(taken.batched()).isEqualTo(new Usage(1000, 0, 100, 0));
            assertThat(taken.sends()).isZero();
            assertThat(api.created()).hasSize(1);
            assertThat(host.seen()).noneMatch(Seen::isChat);
        }
    }

    @Test
    void aBudgetOfMinutesThatIsUsedUpLeavesTheBatchAtTheHost() throws Exception {
        var over = new AtomicBoolean();
        var api = BatchApi.answering("positive").doneOnce(_ -> over.get());
        try (var host = LoopbackHost.start(api)) {
            var first = run(List.of(batch(host.baseUrl(), 1)), examples(10),
                    QUICK.withBudget(new Budget(OptionalDouble.empty(), OptionalLong.empty(),
                            Optional.of(Duration.ofSeconds(3)))),
                    AnswerJournal.of(store));
            assertThat(first.halted().orElseThrow()).contains("minutes is used up");
            assertThat(first.left()).containsExactly(new LeftBatch("gpt", "batch_1", 10));
            assertThat(store.unansweredSends()).isZero();
            over.set(true);

            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(10)).complete()).isTrue();
            assertThat(api.created()).hasSize(1);
        }
    }

    @Test
    void aBatchTakenUpThatExpiredIsAskedOnByWhoeverAsksNow() throws Exception {
        var over = new AtomicBoolean();
        var api = BatchApi.answering("positive").doneOnce(_ -> over.get())
                .ending(batch -> batch.number() == 0 ? new End("expired", 7) : End.COMPLETED);
        try (var host = LoopbackHost.start(api)) {
            interrupted(host.baseUrl());
            over.set(true);

            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(10)).complete()).isTrue();
            assertThat(api.created()).extracting(batch -> batch.lines().size()).containsExactly(10, 3);
            assertThat(store.unansweredSends()).isZero();
        }
    }

    @Test
    void aBatchThatTheHostDoesNotKnowStopsTheTeacherWithTheRemedy() throws Exception {
        var api = BatchApi.answering("positive").doneOnce(_ -> false);
        try (var host = LoopbackHost.start(api)) {
            interrupted(host.baseUrl());
            api.fault(seen -> seen.path().startsWith("/v1/batches/")
                    ? Optional.of(LoopbackHost.error(404, "not_found", "No batch found"))
                    : Optional.empty());

            var summary = run(List.of(batch(host.baseUrl(), 1)), examples(10));

            assertThat(summary.teachers().getFirst().stopped().orElseThrow())
                    .contains("batch_1 of 10 requests is not known with this key", "--give-up-batches");
            assertThat(store.openBatches()).hasSize(1);
            assertThat(api.created()).hasSize(1);
        }
    }

    @Test
    void aBudgetSubmitsWhatFitsAndGoesOnWithWhatIsGivenBack() throws Exception {
        var api = BatchApi.answering("positive");
        try (var host = LoopbackHost.start(api)) {
            var counter = TokenCounter.forModel("test-model");
            long worst = counter.count(Questions.of(SENTIMENT, batch(host.baseUrl(), 1))
                    .about(examples(1).getFirst()).getFirst().prompt()) + 128;
            long budget = 10 * worst + worst / 2;

            var summary = run(List.of(batch(host.baseUrl(), 1)), examples(60),
                    QUICK.withBudget(new Budget(OptionalDouble.empty(), OptionalLong.of(budget), Optional.empty())),
                    AnswerJournal.of(store));

            assertThat(api.created().getFirst().lines()).hasSizeBetween(9, 11);
            assertThat(api.created()).hasSizeGreaterThan(1);
            assertThat(summary.halted().orElseThrow()).contains("tokens is used up");
            long spent = store.paidAnswers().stream()
                    .mapToLong(paid -> paid.usage().prompt() + paid.usage().completion())
                    .sum();
            assertThat(spent).isLessThanOrEqualTo(budget).isGreaterThan(budget - worst - 110);
        }
    }

    @Test
    void dollarsAreThoseOfHalfThePrice() throws Exception {
        var api = BatchApi.answering("positive");
        try (var host = LoopbackHost.start(api)) {
            run(List.of(batch(host.baseUrl(), 1)), examples(4));
            var last = (AnnotateEvent.Progressed) events.reversed().stream()
                    .filter(AnnotateEvent.Progressed.class::isInstance).findFirst().orElseThrow();
            // 4 x (100 in at $1 + 10 out at $2 a million) / 2
            assertThat(last.progress().usd().orElseThrow()).isCloseTo(0.00024,
                    within(1e-12));
        }
    }

    /// A journal whose process dies at its nth entry, before or after that is durable.
    private static final class DyingJournal implements AnswerJournal {
        private final AnswerJournal real;
        private final BatchJournal batches;
        private final AtomicInteger left;
        private final boolean after;

        DyingJournal(Store store, int entry, boolean after) {
            this.real = AnswerJournal.of(store);
            this.left = new AtomicInteger(entry);
            this.after = after;
            BatchJournal kept = BatchJournal.of(store);
            this.batches = new BatchJournal() {
                @Override
                public List<BatchRecord> takeUp() {
                    return kept.takeUp();
                }

                @Override
                public List<BatchLine> lines(String token) {
                    return kept.lines(token);
                }

                @Override
                public CompletableFuture<?> prepared(BatchRecord batch) {
                    return entry(() -> kept.prepared(batch));
                }

                @Override
                public CompletableFuture<?> forgotten(String token) {
                    return entry(() -> kept.forgotten(token));
                }

                @Override
                public CompletableFuture<?> uploaded(String token, String inputFile) {
                    return entry(() -> kept.uploaded(token, inputFile));
                }

                @Override
                public CompletableFuture<?> submitted(String token, String hostId, Instant at) {
                    return entry(() -> kept.submitted(token, hostId, at));
                }

                @Override
                public CompletableFuture<?> finished(String token, String status, Instant at) {
                    return entry(() -> kept.finished(token, status, at));
                }

                @Override
                public CompletableFuture<?> lost(String token, String why, Instant at) {
                    return entry(() -> kept.lost(token, why, at));
                }
            };
        }

        private interface Entry {
            CompletableFuture<?> write();
        }

        private CompletableFuture<?> entry(Entry entry) {
            int now = left.decrementAndGet();
            if (now > 0) {
                return entry.write();
            }
            // A process that is dead writes nothing any more.
            if (now == 0 && after) {
                entry.write().join();
            }
            return CompletableFuture.failedFuture(new IllegalStateException("killed"));
        }

        @Override
        public Known known(Collection<AnswerKey> keys) {
            return real.known(keys);
        }

        @Override
        public CompletableFuture<?> send(SendRecord send) {
            return entry(() -> real.send(send));
        }

        @Override
        public CompletableFuture<?> answer(AnswerRecord answer) {
            return entry(() -> real.answer(answer));
        }

        @Override
        public CompletableFuture<?> trouble(TroubleRecord trouble) {
            return entry(() -> real.trouble(trouble));
        }

        @Override
        public BatchJournal batches() {
            return batches;
        }
    }

    /// 4 texts: prepared, 4 sends, uploaded, submitted, 4 answers, finished.
    private static final int ENTRIES = 12;

    @Test
    void killedAtAnyEntryOfTheJournalItGoesOnWithoutASecondSubmission() throws Exception {
        for (boolean after : new boolean[]{false, true}) {
            for (int entry = 1; entry <= ENTRIES; entry++) {
                var api = BatchApi.answering("positive");
                String name = "killed-%d-%s".formatted(entry, after);
                try (var host = LoopbackHost.start(api); var killed = Store.open(directory.resolve(name))) {
                    var dying = new DyingJournal(killed, entry, after);
                    assertThatThrownBy(() -> run(List.of(batch(host.baseUrl(), 1)), examples(4), QUICK, dying))
                            .as(name).hasMessage("killed");
                    boolean wasCreated = !api.created().isEmpty();

                    var summary = run(List.of(batch(host.baseUrl(), 1)), examples(4), QUICK,
                            AnswerJournal.of(killed));

                    assertThat(summary.complete()).as(name).isTrue();
                    assertThat(api.created()).as(name).hasSize(1);
                    assertThat(killed.answeredKeys()).as(name).hasSize(4);
                    assertThat(killed.openBatches()).as(name).isEmpty();
                    // Killed between the note that it may be created and its creation: the bill cannot know.
                    boolean mayBe = !wasCreated && entry == 6 && after;
                    assertThat(killed.unansweredSends()).as(name).isEqualTo(mayBe ? 4 : 0);
                    assertThat(killed.askingTotals().values()).as(name).extracting(AskingTotals::batched)
                            .containsExactly(new Usage(400, 0, 40, 0));
                }
            }
        }
        var api = BatchApi.answering("positive");
        try (var host = LoopbackHost.start(api)) {
            assertThat(run(List.of(batch(host.baseUrl(), 1)), examples(4), QUICK,
                    new DyingJournal(store, ENTRIES + 1, false)).complete()).as("those are all entries").isTrue();
        }
    }
}
