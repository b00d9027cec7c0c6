package dev.retort.annotate;

import static dev.retort.annotate.ScriptedHost.answer;
import static dev.retort.annotate.ScriptedHost.rejected;
import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.examples;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.hosts.HostOpener;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.teacher.Budget;
import dev.retort.teacher.Mode;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.RateLimits;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import dev.retort.votes.VoteRules;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Asking about texts that come while the run goes on.
class StandingAnnotatorTest {
    private static final AnnotateOptions OPTIONS = new AnnotateOptions(4, 5, Duration.ofSeconds(10),
            Duration.ofMillis(500), Duration.ofSeconds(3));
    private static final RandomGenerator HALF = () -> 1L << 63;

    private final VirtualClock clock = new VirtualClock();
    private final MemoryJournal journal = new MemoryJournal();
    private final List<TextAnswers> told = new ArrayList<>();

    private static Teacher teacher() {
        return openAi("a", URI.create("https://api.example.com/v1"), PromptStyle.SIMPLE);
    }

    /// Adds as many texts as wanted, each once the one before is told, and then stops.
    private AnnotateSummary run(Ask ask, AnnotateOptions options, int texts, ScriptedHost host)
            throws InterruptedException {
        var annotator = new Annotator[1];
        HostOpener opener = (_, _) -> new HostOpener.Opening.Opened(host);
        annotator[0] = Annotator.standing(SENTIMENT, VoteRules.DEFAULT, ask, options,
                new Surroundings(opener, journal, clock, HALF), _ -> {}, answers -> {
                    told.add(answers);
                    if (told.size() == texts) {
                        annotator[0].stop(Duration.ofSeconds(1));
                    } else {
                        annotator[0].add(examples(texts).get(told.size()));
                    }
                });
        annotator[0].add(examples(texts).getFirst());
        return annotator[0].run();
    }

    private ScriptedHost host(ScriptedHost.Script script) {
        return new ScriptedHost(clock, script);
    }

    @Test
    void eachTextIsToldOnceItsAnswersAreDurableAndTheNextOneIsWaitedFor() throws InterruptedException {
        var host = host((request, send) -> answer(request.exampleId() + "#" + request.votes().getFirst()));

        var summary = run(new Ask(teacher(), 2), OPTIONS, 5, host);

        assertThat(told).extracting(TextAnswers::exampleId).containsExactly("t1", "t2", "t3", "t4", "t5");
        assertThat(told).allSatisfy(text -> {
            assertThat(text.answers().keySet()).containsExactly(1, 2);
            assertThat(text.answers().values()).extracting(Answer::raw)
                    .containsExactly(text.exampleId() + "#1", text.exampleId() + "#2");
        });
        assertThat(journal.answers).hasSize(10);
        assertThat(summary.interrupted()).isTrue();
        assertThat(summary.teachers().getFirst().wanted()).isEqualTo(10);
        assertThat(summary.teachers().getFirst().missing()).isZero();
    }

    @Test
    void whatTheJournalKnowsIsToldWithoutARequest() throws InterruptedException {
        run(new Ask(teacher(), 1), OPTIONS, 3, host((_, _) -> answer("positive")));
        told.clear();
        var silent = host((_, _) -> answer("never"));

        run(new Ask(teacher(), 1), OPTIONS, 3, silent);

        assertThat(silent.arrivals).isEmpty();
        assertThat(told).hasSize(3).allSatisfy(text -> assertThat(text.answers().values())
                .extracting(Answer::raw).containsExactly("positive"));
    }

    @Test
    void votesThatCannotMatterAreNotWaitedFor() throws InterruptedException {
        var host = host((_, _) -> answer("positive"));

        run(new Ask(teacher(), 3, true, RateLimits.LEARNED), OPTIONS, 2, host);

        assertThat(host.arrivals).hasSize(4);
        assertThat(told).hasSize(2).allSatisfy(text -> assertThat(text.answers().keySet()).containsExactly(1, 2));
    }

    @Test
    void aTextThatIsRefusedIsToldWithoutAnswers() throws InterruptedException {
        run(new Ask(teacher(), 1), OPTIONS, 3, host((request, _) -> request.exampleId().equals("t2")
                ? rejected()
                : answer("positive")));

        assertThat(told.stream().collect(Collectors.toMap(TextAnswers::exampleId, text -> text.answers().size())))
                .isEqualTo(Map.of("t1", 1, "t2", 0, "t3", 1));
    }

    @Test
    void theBudgetEndsTheRun() throws InterruptedException {
        var teacher = teacher();
        var bounded = new Teacher(teacher.name(), teacher.host(), teacher.model(), teacher.style(),
                teacher.template(), new Sampling(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.of(10),
                        OptionalLong.empty()),
                teacher.pricedAs());
        // every answer is charged 110 tokens
        var budget = new Budget(OptionalDouble.empty(), OptionalLong.of(320), Optional.empty());

        var summary = run(new Ask(bounded, 1), OPTIONS.withBudget(budget), 5, host((_, _) -> answer("positive")));

        assertThat(told).extracting(TextAnswers::exampleId).containsExactly("t1", "t2");
        assertThat(summary.halted().orElseThrow()).contains("the budget of 320 tokens is used up");
        assertThat(summary.interrupted()).isFalse();
    }

    @Test
    void batchesAndOtherRunsTakeNoFurtherTexts() {
        var around = new Surroundings((_, _) -> new HostOpener.Opening.Refused("no"), journal, clock, HALF);
        assertThatThrownBy(() -> Annotator.standing(SENTIMENT, VoteRules.DEFAULT,
                new Ask(teacher(), 1).withMode(Mode.BATCH), OPTIONS, around, _ -> {}, told::add))
                .isInstanceOf(IllegalArgumentException.class);
        var finite = new Annotator(new Assignment(SENTIMENT, List.of(new Ask(teacher(), 1)), examples(1)), OPTIONS,
                around, _ -> {});
        assertThatThrownBy(() -> finite.add(examples(1).getFirst())).isInstanceOf(IllegalStateException.class);
    }
}
