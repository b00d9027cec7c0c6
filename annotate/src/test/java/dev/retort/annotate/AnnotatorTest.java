package dev.retort.annotate;

import static dev.retort.annotate.ScriptedHost.again;
import static dev.retort.annotate.ScriptedHost.answer;
import static dev.retort.annotate.ScriptedHost.rejected;
import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.example;
import static dev.retort.testing.Teachers.examples;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.bill.ModelPrice;
import dev.retort.bill.Source;
import dev.retort.dataset.Example;
import dev.retort.hosts.Choice;
import dev.retort.hosts.HostOpener;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Limits;
import dev.retort.hosts.Trouble;
import dev.retort.store.AnswerRecord;
import dev.retort.store.SendRecord;
import dev.retort.store.StoreException;
import dev.retort.store.TroubleRecord;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.RateLimits;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AnnotatorTest {
    private static final URI URL = URI.create("https://api.example.com/v1");
    private static final AnnotateOptions OPTIONS = new AnnotateOptions(4, 5, Duration.ofSeconds(10),
            Duration.ofMillis(500), Duration.ofSeconds(3));

    private final VirtualClock clock = new VirtualClock();
    private final MemoryJournal journal = new MemoryJournal();
    private final List<AnnotateEvent> events = new ArrayList<>();

    /// Draws the middle, always.
    private static final RandomGenerator HALF = () -> 1L << 63;

    private Annotator annotator(List<Ask> asks, List<Example> texts, Map<String, ScriptedHost> hosts) {
        return annotator(OPTIONS, asks, texts, hosts);
    }

    private Annotator annotator(AnnotateOptions options, List<Ask> asks, List<Example> texts,
            Map<String, ScriptedHost> hosts) {
        HostOpener opener = (teacher, timeout) -> Optional
                .ofNullable(hosts.get(teacher.name())).<HostOpener.Opening>map(HostOpener.Opening.Opened::new)
                .orElse(new HostOpener.Opening.Refused("SOME_KEY is not set"));
        return new Annotator(new Assignment(SENTIMENT, asks, texts), options,
                new Surroundings(opener, journal, clock, HALF), events::add);
    }

    private AnnotateSummary run(int votes, List<Example> texts, ScriptedHost host) throws InterruptedException {
        return annotator(List.of(ask("a", votes)), texts, Map.of("a", host)).run();
    }

    private static Ask ask(String name, int votes) {
        return new Ask(openAi(name, URL, name.startsWith("cot") ? PromptStyle.COT : PromptStyle.SIMPLE), votes);
    }

    private ScriptedHost host(ScriptedHost.Script script) {
        return new ScriptedHost(clock, script);
    }

    private Progress lastProgress() {
        return events.reversed().stream().filter(AnnotateEvent.Progressed.class::isInstance)
                .map(AnnotateEvent.Progressed.class::cast).findFirst().orElseThrow().progress();
    }

    @Test
    void everyVoteOfEveryTextIsAskedAndJournaled() throws InterruptedException {
        var host = host((request, send) -> answer(request.exampleId() + "#" + request.votes().getFirst()));

        var summary = run(3, examples(10), host);

        assertThat(summary.complete()).isTrue();
        assertThat(journal.answers.values()).extracting(record -> record.answer().raw()).hasSize(30)
                .doesNotHaveDuplicates().contains("t1#1", "t10#3");
        assertThat(journal.sends).hasSize(30);
        assertThat(journal.answers.values()).allSatisfy(record -> {
            assertThat(record.requestJson()).contains("Text number " + record.exampleId().substring(1));
            assertThat(record.teacher()).isEqualTo("a");
            assertThat(record.answer().receivedAt()).isEqualTo(VirtualClock.START);
        });
        assertThat(summary.teachers()).singleElement().satisfies(teacher -> {
            assertThat(teacher.answered()).isEqualTo(30);
            assertThat(teacher.sends()).isEqualTo(30);
            assertThat(teacher.usage()).isEqualTo(new Usage(3000, 300, 90, 0));
            assertThat(teacher.latencies().quantile(0.5).orElseThrow().toMillis()).isBetween(19L, 21L);
            assertThat(teacher.stopped()).isEmpty();
        });
        assertThat(lastProgress()).satisfies(progress -> {
            assertThat(progress.done()).isEqualTo(30);
            assertThat(progress.total()).isEqualTo(30);
            assertThat(progress.inFlight()).isZero();
        });
        assertThat(host.isClosed()).isTrue();
    }

    @Test
    void aSecondRunAsksOnlyWhatIsMissing() throws InterruptedException {
        run(1, examples(10), host((request, send) -> answer("x")));
        var host = host((request, send) -> answer("y"));

        var more = run(2, examples(12), host);
        var same = run(2, examples(12), host((request, send) -> answer("z")));

        // 10 new second votes, 2 new texts with 2 votes
        assertThat(host.arrivals).hasSize(14);
        assertThat(more.teachers().getFirst().reused()).isEqualTo(10);
        assertThat(same.sends()).isZero();
        assertThat(same.complete()).isTrue();
    }

    @Test
    void waitsDoubleAndAreJitteredOverTheWholeRange() throws InterruptedException {
        var host = host((request, send) -> send < 5 ? again(Trouble.Kind.SERVER_ERROR) : answer("x"));

        var summary = run(1, examples(1), host);

        // half of the ceilings 1 s, 2 s, and 4 s and 8 s, both cut to 3 s
        assertThat(host.times("t1")).containsExactly(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(1500),
                Duration.ofMillis(3000), Duration.ofMillis(4500));
        assertThat(summary.teachers().getFirst().retries()).isEqualTo(4);
        assertThat(journal.sends).extracting(SendRecord::attempt).containsExactly(1, 2, 3, 4, 5);
        assertThat(journal.sends).extracting(SendRecord::at).last().isEqualTo(VirtualClock.START.plusMillis(4500));
        assertThat(journal.answers.values()).extracting(AnswerRecord::attempts).containsExactly(5);
    }

    @Test
    void theHostsOwnWaitIsKeptWithJitterOnTop() throws InterruptedException {
        var host = host((request, send) -> switch (send) {
            case 1 -> again(Duration.ofMillis(1200));
            case 2 -> again(Duration.ofHours(1));
            case 3 -> again(Duration.ZERO);
            default -> answer("x");
        });

        run(1, examples(1), host);

        // 1.2 s and half of 1 s; one hour cut to 3 s; nothing and half of 1 s
        assertThat(host.times("t1")).containsExactly(Duration.ZERO, Duration.ofMillis(1700), Duration.ofMillis(4700),
                Duration.ofMillis(5200));
    }

    @Test
    void retriesAreInterleavedWithFreshWork() throws InterruptedException {
        var slow = new CountDownLatch(1);
        var host = host((request, send) -> {
            if (request.exampleId().equals("t1") && send == 1) {
                return again(Duration.ZERO);
            }
            // One text keeps the clock from jumping until the fresh ones are through.
            if (request.exampleId().equals("t40")) {
                slow.countDown();
            }
            return answer("x");
        });

        run(1, examples(40), host);

        assertThat(slow.getCount()).isZero();
        assertThat(host.arrivals).hasSize(41);
        assertThat(host.times("t1")).containsExactly(Duration.ZERO, Duration.ofMillis(500));
        assertThat(host.times("t40")).containsExactly(Duration.ZERO);
    }

    @Test
    void afterTheLastAttemptTheTroubleIsRecordedAndTheNextRunTriesAgain() throws InterruptedException {
        var failing = host((request, send) -> request.exampleId().equals("t3")
                ? again(Trouble.Kind.TIMED_OUT)
                : answer("x"));

        var summary = run(1, examples(5), failing);
        var later = run(1, examples(5), host((request, send) -> answer("x")));

        assertThat(failing.times("t3")).hasSize(5);
        assertThat(summary.teachers().getFirst().gaveUp()).isEqualTo(1);
        assertThat(summary.complete()).isFalse();
        assertThat(journal.troubles).singleElement().satisfies(trouble -> {
            assertThat(trouble.kind()).isEqualTo(TroubleRecord.Kind.GAVE_UP);
            assertThat(trouble.message()).isEqualTo("host says timed-out");
            assertThat(trouble.attempts()).isEqualTo(5);
        });
        assertThat(later.sends()).isEqualTo(1);
        assertThat(later.complete()).isTrue();
    }

    @Test
    void oneRefusedRequestFailsAloneAndIsNotAskedAgain() throws InterruptedException {
        var host = host((request, send) -> request.exampleId().equals("t30") ? rejected() : answer("x"));

        var summary = run(1, examples(50), host);
        var again = run(1, examples(50), host((request, send) -> answer("x")));

        assertThat(summary.teachers().getFirst().answered()).isEqualTo(49);
        assertThat(summary.teachers().getFirst().rejected()).isEqualTo(1);
        assertThat(journal.troubles).extracting(TroubleRecord::kind).containsExactly(TroubleRecord.Kind.REJECTED);
        assertThat(again.sends()).isZero();
        assertThat(again.teachers().getFirst().rejected()).isEqualTo(1);
    }

    @Test
    void onlyARefusalOfTheRequestItselfIsForGood() throws InterruptedException {
        var host = host((request, send) -> request.exampleId().equals("t30")
                ? new HostReply.Rejected(new Trouble(Trouble.Kind.TOO_LARGE, "nine megabytes"))
                : answer("x"));

        var summary = run(1, examples(50), host);
        var again = run(1, examples(50), host((request, send) -> answer("x")));

        assertThat(summary.teachers().getFirst().gaveUp()).isEqualTo(1);
        assertThat(host.times("t30")).hasSize(1);
        assertThat(again.sends()).isEqualTo(1);
        assertThat(again.complete()).isTrue();
    }

    @Test
    void whenEverythingIsRefusedTheTeacherStops() throws InterruptedException {
        var host = host((request, send) -> rejected());

        var summary = run(1, examples(500), host);

        assertThat(host.arrivals).hasSizeBetween(20, 24);
        assertThat(summary.teachers().getFirst().stopped())
                .contains("the first 20 requests were all refused: too long");
        assertThat(journal.troubles).extracting(TroubleRecord::kind).containsOnly(TroubleRecord.Kind.GAVE_UP);
    }

    @Test
    void aHostThatStopsItsTeacherLeavesTheOthersAlone() throws InterruptedException {
        var bad = host((request, send) -> new HostReply.Stopped("refuses the key"));
        var good = host((request, send) -> answer("x"));

        var summary = annotator(List.of(ask("bad", 2), ask("cot", 1), ask("none", 1)), examples(100),
                Map.of("bad", bad, "cot", good)).run();

        assertThat(bad.arrivals).hasSizeLessThanOrEqualTo(4);
        assertThat(good.arrivals).hasSize(100);
        assertThat(summary.teachers()).extracting(TeacherSummary::stopped).containsExactly(
                Optional.of("refuses the key"), Optional.empty(), Optional.of("SOME_KEY is not set"));
        assertThat(events.stream().filter(AnnotateEvent.TeacherStopped.class::isInstance))
                .containsExactlyInAnyOrder(new AnnotateEvent.TeacherStopped("bad", "refuses the key"),
                        new AnnotateEvent.TeacherStopped("none", "SOME_KEY is not set"));
    }

    @Test
    void aTeacherThatHasNothingToAskNeedsNoHost() throws InterruptedException {
        run(1, examples(3), host((request, send) -> answer("x")));

        var summary = annotator(List.of(ask("a", 1)), examples(3), Map.of()).run();

        assertThat(summary.complete()).isTrue();
        assertThat(summary.teachers().getFirst().stopped()).isEmpty();
    }

    @Test
    void aHostNobodyCanReachIsGivenUpSoon() throws InterruptedException {
        var host = host((request, send) -> again(Trouble.Kind.UNREACHABLE));

        var summary = run(1, examples(1000), host);

        assertThat(summary.teachers().getFirst().stopped())
                .contains("host says unreachable; gave up after 4 attempts without any answer");
        // 0.5, 1 and 1.5 s of waiting
        assertThat(clock.now()).isEqualTo(Duration.ofSeconds(3));
        // 4 in flight and 16 waiting: nothing more was tried
        assertThat(host.arrivals).hasSizeLessThanOrEqualTo(4 * 20);
    }

    @Test
    void failingTeachersGetNoFurtherIntoTheirTexts() throws InterruptedException {
        var host = host((request, send) -> send < 3 ? again(Trouble.Kind.SERVER_ERROR) : answer("x"));
        var most = new AtomicInteger();
        var annotator = new Annotator(new Assignment(SENTIMENT, List.of(ask("a", 1)), examples(200)), OPTIONS,
                new Surroundings((teacher, timeout) -> new HostOpener.Opening.Opened(host), journal, clock, HALF),
                event -> {
                    if (event instanceof AnnotateEvent.Progressed(var progress)) {
                        most.accumulateAndGet(progress.waiting(), Math::max);
                    }
                });

        var summary = annotator.run();

        assertThat(summary.complete()).isTrue();
        assertThat(most.get()).isBetween(16, 20);
    }

    @Test
    void theSameTextTwiceIsAskedOnce() throws InterruptedException {
        var host = host((request, send) -> answer("x"));

        var summary = run(2, List.of(example("a", "same"), example("b", "same"), example("c", "other")), host);

        assertThat(host.arrivals).hasSize(4);
        assertThat(summary.teachers().getFirst().answered()).isEqualTo(4);
        assertThat(summary.teachers().getFirst().reused()).isEqualTo(2);
        assertThat(summary.complete()).isTrue();
    }

    @Test
    void teachersThatAskTheSameShareAnswers() throws InterruptedException {
        var host = host((request, send) -> answer("x"));

        var summary = annotator(List.of(ask("cot", 1), ask("cot3", 3)), examples(10), Map.of("cot", host, "cot3", host))
                .run();

        assertThat(host.arrivals).hasSize(30);
        assertThat(summary.complete()).isTrue();
        assertThat(summary.teachers()).extracting(TeacherSummary::answered).containsExactly(10L, 20L);
    }

    @Test
    void whatAStoppedTeacherHadClaimedTheNextOneAsks() throws InterruptedException {
        var stops = host((request, send) -> new HostReply.Stopped("wrong key"));
        var works = host((request, send) -> answer("x"));

        var summary = annotator(List.of(ask("cot", 1), ask("cot2", 2)), examples(10),
                Map.of("cot", stops, "cot2", works)).run();

        assertThat(works.arrivals).hasSize(20);
        assertThat(summary.teachers().get(1).missing()).isZero();
    }

    @Test
    void noMoreThanTheLimitIsInFlightAndASlowTeacherTakesItsShareOnly() throws InterruptedException {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var fastDone = new CountDownLatch(60);
        var slow = host((request, send) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            fastDone.await();
            now.decrementAndGet();
            return answer("x");
        });
        var fast = host((request, send) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            now.decrementAndGet();
            fastDone.countDown();
            return answer("x");
        });

        var summary = annotator(List.of(ask("slow", 1), ask("cot", 1)), examples(60), Map.of("slow", slow, "cot", fast))
                .run();

        assertThat(summary.complete()).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void anAnswerCountsOnceItIsDurable() throws InterruptedException {
        var written = new CompletableFuture<Void>();
        var seen = new ArrayList<Long>();
        var slowDisk = new AnswerJournal() {
            @Override
            public Known known(java.util.Collection<dev.retort.teacher.AnswerKey> keys) {
                return journal.known(keys);
            }

            @Override
            public CompletableFuture<?> send(SendRecord send) {
                return journal.send(send);
            }

            @Override
            public CompletableFuture<?> answer(AnswerRecord answer) {
                return written.thenCompose(nothing -> journal.answer(answer));
            }

            @Override
            public CompletableFuture<?> trouble(TroubleRecord trouble) {
                return journal.trouble(trouble);
            }
        };
        var answered = new CountDownLatch(1);
        var host = host((request, send) -> {
            answered.countDown();
            return answer("x");
        });
        var annotator = new Annotator(new Assignment(SENTIMENT, List.of(ask("a", 1)), examples(1)), OPTIONS,
                new Surroundings((teacher, timeout) -> new HostOpener.Opening.Opened(host), slowDisk,
                        RunClock.system(), HALF),
                event -> {
                    if (event instanceof AnnotateEvent.Progressed(var progress)) {
                        seen.add(progress.answered());
                        if (seen.size() == 2) {
                            written.complete(null);
                        }
                    }
                });

        var summary = annotator.run();

        assertThat(answered.getCount()).isZero();
        assertThat(seen.subList(0, 2)).containsExactly(0L, 0L);
        assertThat(summary.teachers().getFirst().answered()).isEqualTo(1);
    }

    @Test
    void stoppingKeepsWhatIsInFlight() throws InterruptedException {
        var annotators = new ArrayList<Annotator>();
        var host = host((request, send) -> {
            if (request.exampleId().equals("t2")) {
                annotators.getFirst().stop(Duration.ofSeconds(10));
            }
            return answer("x");
        });
        annotators.add(annotator(List.of(ask("a", 1)), examples(1000), Map.of("a", host)));

        var summary = annotators.getFirst().run();

        assertThat(summary.interrupted()).isTrue();
        assertThat(summary.teachers().getFirst().answered()).isEqualTo(host.arrivals.size()).isLessThan(1000);
        assertThat(journal.answers).hasSize(host.arrivals.size());
    }

    @Test
    void stoppingDoesNotWaitForAHostThatHangs() throws InterruptedException {
        var arrived = new CountDownLatch(4);
        var brokenOff = new CountDownLatch(4);
        var host = host((request, send) -> {
            arrived.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException end) {
                brokenOff.countDown();
                throw end;
            }
            return answer("x");
        });
        var annotator = new Annotator(new Assignment(SENTIMENT, List.of(ask("a", 1)), examples(10)), OPTIONS,
                new Surroundings((teacher, timeout) -> new HostOpener.Opening.Opened(host), journal, RunClock.system(),
                        HALF),
                events::add);
        Thread.ofVirtual().start(() -> {
            try {
                arrived.await();
                annotator.stop(Duration.ofMillis(30));
            } catch (InterruptedException end) {
                throw new AssertionError(end);
            }
        });

        var summary = annotator.run();

        brokenOff.await();
        assertThat(summary.interrupted()).isTrue();
        assertThat(summary.teachers().getFirst().answered()).isZero();
        assertThat(journal.answers).isEmpty();
    }

    @Test
    void aJournalThatCannotBeWrittenEndsTheRun() {
        var broken = new AnswerJournal() {
            @Override
            public Known known(java.util.Collection<dev.retort.teacher.AnswerKey> keys) {
                return journal.known(keys);
            }

            @Override
            public CompletableFuture<?> send(SendRecord send) {
                return journal.send(send);
            }

            @Override
            public CompletableFuture<?> answer(AnswerRecord answer) {
                return CompletableFuture.failedFuture(new StoreException("retort.db: the disk is full"));
            }

            @Override
            public CompletableFuture<?> trouble(TroubleRecord trouble) {
                return journal.trouble(trouble);
            }
        };
        var host = host((request, send) -> answer("x"));
        var annotator = new Annotator(new Assignment(SENTIMENT, List.of(ask("a", 1)), examples(10)), OPTIONS,
                new Surroundings((teacher, timeout) -> new HostOpener.Opening.Opened(host), broken, clock, HALF),
                events::add);

        assertThatThrownBy(annotator::run).isInstanceOf(StoreException.class).hasMessageContaining("disk is full");
        assertThat(host.isClosed()).isTrue();
    }

    @Test
    void aBugInAHostIsNotSwallowed() {
        var host = host((request, send) -> {
            throw new IllegalStateException("bug");
        });

        assertThatThrownBy(() -> run(1, examples(3), host)).isInstanceOf(IllegalStateException.class)
                .hasMessage("bug");
    }

    @Test
    void progressIsToldFiveTimesASecond() throws InterruptedException {
        run(1, examples(1), host((request, send) -> send < 4 ? again(Trouble.Kind.SERVER_ERROR) : answer("x")));

        var times = events.stream().filter(AnnotateEvent.Progressed.class::isInstance)
                .map(event -> ((AnnotateEvent.Progressed) event).progress().elapsed()).toList();
        // 3 s in all: at 0, 0.2, ... and at the end
        assertThat(times).hasSizeBetween(16, 18).startsWith(Duration.ZERO, Duration.ofMillis(200));
        assertThat(events.stream().filter(AnnotateEvent.Retrying.class::isInstance)).hasSize(3);
    }

    @Test
    void aHostThatPutsOffCostsNoAttemptsAndHoldsUpItsWholeAccount() throws InterruptedException {
        // After the first answer, eight times "come back in a second".
        var host = host((request, send) -> request.exampleId().equals("t1") || clock.now().toSeconds() >= 8
                ? answer("x")
                : again(Duration.ofSeconds(1)));

        var summary = run(1, List.of(example("t1", "one"), example("t2", "two")), host);

        assertThat(summary.complete()).isTrue();
        assertThat(host.times("t2").size()).isGreaterThan(5);
    }

    @Test
    void aRequestIsNotSentAgainWhenItsTimeIsOver() throws InterruptedException {
        var host = host(
                (request, send) -> request.exampleId().equals("t1") ? answer("x") : again(Duration.ofSeconds(2)));
        var options = OPTIONS.withRetryFor(Duration.ofSeconds(7));

        var summary = annotator(options, List.of(ask("a", 1)), List.of(example("t1", "one"), example("t2", "two")),
                Map.of("a", host)).run();

        // Every 2.5 s; the next would be at 7.5 s.
        assertThat(host.times("t2")).containsExactly(Duration.ZERO, Duration.ofMillis(2500), Duration.ofMillis(5000));
        assertThat(summary.teachers().getFirst().gaveUp()).isEqualTo(1);
    }

    @Test
    void aGivenLimitSpreadsRequestsEvenlyOverTeachersOfOneAccount() throws InterruptedException {
        var host = host((request, send) -> answer("x"));
        var limits = new RateLimits(OptionalLong.of(60), OptionalLong.empty());

        annotator(OPTIONS.withLimits(limits), List.of(ask("a", 1), ask("cot", 1)), examples(5),
                Map.of("a", host, "cot", host)).run();

        // 60 a minute, of which 0.98 are used: one in 1.02 s, the first at once.
        assertThat(host.arrivals).hasSize(10);
        assertThat(clock.now()).isBetween(Duration.ofMillis(9170), Duration.ofMillis(9200));
    }

    @Test
    void severalVotesGoInOneRequestAndWhatIsLeftOutIsAskedAgain() throws InterruptedException {
        var host = host((request, send) -> {
            int choices = request.exampleId().equals("t2") && request.votes().size() == 3 ? 2 : request.votes().size();
            var all = new ArrayList<Choice>();
            for (int i = 0; i < choices; i++) {
                all.add(new Choice(request.exampleId() + "#" + request.votes().get(i), Optional.of("stop")));
            }
            return new HostReply.Answered(all, Optional.of(new Usage(100, 0, 3L * choices, 0)),
                    Optional.of(Duration.ofMillis(20)), Limits.UNKNOWN);
        }).withChoices(3);

        var summary = run(5, examples(2), host);

        // Votes 1 to 3, then 4 and 5; of the second text vote 3 alone once more.
        assertThat(host.arrivals).hasSize(5);
        assertThat(summary.complete()).isTrue();
        assertThat(journal.answers.values()).extracting(record -> record.answer().raw()).containsExactlyInAnyOrder(
                "t1#1", "t1#2", "t1#3", "t1#4", "t1#5", "t2#1", "t2#2", "t2#3", "t2#4", "t2#5");
        assertThat(summary.teachers().getFirst().usage()).isEqualTo(new Usage(500, 0, 30, 0));
        assertThat(journal.sends).extracting(send -> send.keys().size()).containsExactlyInAnyOrder(3, 2, 3, 2, 1);
    }

    @Test
    void withASeedEveryVoteHasItsOwnRequest() throws InterruptedException {
        var host = host((request, send) -> answer("x")).withChoices(3);
        var plain = ask("a", 3).teacher();
        var sampling = new Sampling(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                OptionalLong.of(7));
        var seeded = new Teacher(plain.name(), plain.host(), plain.model(), plain.style(), plain.template(), sampling,
                plain.pricedAs());

        annotator(List.of(new Ask(seeded, 3)), examples(2), Map.of("a", host)).run();

        assertThat(host.arrivals).hasSize(6);
    }

    private AnnotateSummary runWithin(Budget budget, int texts, ScriptedHost host) throws InterruptedException {
        HostOpener opener = (teacher, timeout) -> new HostOpener.Opening.Opened(host);
        // A dollar for a million prompt tokens, ten for a million of replies.
        var price = new ModelPrice("test-model", Optional.empty(), 1, 10, OptionalDouble.empty(),
                Source.undated("test"));
        var money = new Money(_ -> Optional.of(price), 0, 0);
        return new Annotator(new Assignment(SENTIMENT, List.of(ask("a", 1)), examples(texts)),
                OPTIONS.withBudget(budget), new Surroundings(opener, journal, clock, HALF, money), events::add).run();
    }

    private static Budget tokens(long most) {
        return new Budget(OptionalDouble.empty(), OptionalLong.of(most), Optional.empty());
    }

    @Test
    void nothingLeavesThatCouldCostMoreThanTheBudget() throws InterruptedException {
        var host = host((request, send) -> answer("x"));

        var summary = runWithin(tokens(3000), 1000, host);

        // Each answer takes 103 tokens. A request reserves 128 for the reply and 217 or so for the prompt, so the last
        // ones go alone, and it ends when less than that is left.
        long spent = 103L * host.arrivals.size();
        assertThat(spent).isBetween(2500L, 3000L);
        assertThat(journal.answers).hasSize(host.arrivals.size());
        assertThat(summary.halted().orElseThrow())
                .startsWith(
                        "the budget of 3,000 tokens is used up: %,d spent, the next request may take".formatted(spent))
                .endsWith("raise 'tokens' under 'annotate: budget:' and run the same command to go on");
        assertThat(events).noneMatch(AnnotateEvent.TeacherStopped.class::isInstance);
    }

    @Test
    void aBudgetOfDollarsIsKeptByThePrice() throws InterruptedException {
        var host = host((request, send) -> answer("x"));

        var summary = runWithin(new Budget(OptionalDouble.of(0.01), OptionalLong.empty(), Optional.empty()), 1000,
                host);

        // 100 prompt tokens of a dollar and 3 of ten dollars a million: $0.00013 an answer
        assertThat(host.arrivals.size() * 0.00013).isBetween(0.008, 0.01);
        assertThat(summary.halted().orElseThrow()).startsWith("the budget of $0.01 is used up: $0.00");
    }

    @Test
    void aSendThatMayHaveBeenChargedCountsInFullAndOneThatWasRefusedNot() throws InterruptedException {
        var lost = host((request, send) -> send == 1 ? again(Trouble.Kind.BROKEN_OFF) : answer("x"));
        runWithin(tokens(3000), 1000, lost);
        journal.answers.clear();
        var refused = host((request, send) -> send == 1 && !request.exampleId().equals("t1")
                ? again(Trouble.Kind.UNREACHABLE)
                : answer("x"));
        runWithin(tokens(3000), 1000, refused);

        long answeredWithLosses = lost.arrivals.stream().filter(arrival -> arrival.send() == 2).count();
        long answered = refused.arrivals.stream().filter(arrival -> arrival.send() == 2).count();
        assertThat(answeredWithLosses).isLessThan(12);
        assertThat(answered).isGreaterThan(20);
    }

    @Test
    void anAnswerAboveItsReservationIsReportedOnce() throws InterruptedException {
        var host = host((request, send) -> new HostReply.Answered(List.of(new Choice("x", Optional.empty())),
                Optional.of(new Usage(9000, 0, 3, 0)), Optional.empty(), Limits.UNKNOWN));

        var summary = runWithin(tokens(100_000), 1000, host);

        assertThat(events.stream().filter(AnnotateEvent.Overran.class::isInstance)).hasSize(1);
        assertThat(host.arrivals.size()).isLessThanOrEqualTo(15);
        assertThat(summary.halted()).isPresent();
    }

    @Test
    void noRequestLeavesWhenTheTimeIsUp() throws InterruptedException {
        var host = host((request, send) -> again(Trouble.Kind.SERVER_ERROR));
        var budget = new Budget(OptionalDouble.empty(), OptionalLong.empty(), Optional.of(Duration.ofSeconds(1)));

        var summary = runWithin(budget, 1, host);

        assertThat(host.times("t1")).containsExactly(Duration.ZERO, Duration.ofMillis(500));
        assertThat(summary.halted().orElseThrow()).startsWith("the budget of ").contains("'minutes'");
    }

    private static Ask early(String name, int votes) {
        return new Ask(ask(name, votes).teacher(), votes, true, RateLimits.LEARNED);
    }

    @Test
    void votesThatCannotChangeTheMajorityAreNotAsked() throws InterruptedException {
        // t1 agrees, t2 does not, of t3 the first cannot be read, t4 has no first answer.
        var host = host((request, send) -> {
            int vote = request.votes().getFirst();
            return switch (request.exampleId()) {
                case "t2" -> answer(vote == 1 ? "negative" : "positive");
                case "t3" -> answer(vote == 1 ? "it depends" : "positive");
                case "t4" -> vote == 1 ? again(Trouble.Kind.SERVER_ERROR) : answer("positive");
                default -> answer("positive");
            };
        });

        var summary = annotator(List.of(early("a", 3)), examples(4), Map.of("a", host)).run();
        var again = annotator(List.of(early("a", 3)), examples(4), Map.of("a", host((request, send) -> answer("x"))))
                .run();

        assertThat(journal.answers.values()).extracting(record -> record.exampleId() + "#" + record.key().vote())
                .contains("t1#1", "t1#2", "t2#3", "t3#3", "t4#2", "t4#3").doesNotContain("t1#3");
        assertThat(summary.teachers().getFirst().spared()).isEqualTo(1);
        assertThat(summary.teachers().getFirst().gaveUp()).isEqualTo(1);
        assertThat(summary.complete()).isFalse();
        // Two agree on every text, so nothing is missing.
        assertThat(again.sends()).isZero();
        assertThat(again.complete()).isTrue();
        assertThat(again.teachers().getFirst().spared()).isEqualTo(2);
        assertThat(lastProgress().total()).isEqualTo(10);
    }

    @Test
    void stoppingEarlyAndSharedRequestsGoTogether() throws InterruptedException {
        var host = host((request, send) -> answer(request.votes().getFirst() % 2 == 0 ? "negative" : "positive"));

        var summary = annotator(List.of(early("a", 5), ask("b", 2)), examples(50), Map.of("a", host, "b", host)).run();

        // + - + asks both others: + - + - +
        assertThat(summary.complete()).isTrue();
        assertThat(host.arrivals).hasSize(250);
        assertThat(summary.teachers()).extracting(TeacherSummary::spared).containsExactly(0L, 0L);
    }
}
