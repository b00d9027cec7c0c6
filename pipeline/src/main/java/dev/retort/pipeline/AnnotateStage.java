package dev.retort.pipeline;

import dev.retort.annotate.AnnotateSummary;
import dev.retort.annotate.Annotator;
import dev.retort.annotate.AnswerJournal;
import dev.retort.annotate.Assignment;
import dev.retort.annotate.LeftBatch;
import dev.retort.annotate.RunClock;
import dev.retort.annotate.Surroundings;
import dev.retort.annotate.TeacherSummary;
import dev.retort.dataset.Example;
import dev.retort.hosts.HostOpener;
import dev.retort.teacher.HostSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Asks the teachers what has not been answered yet, then has the votes counted.
final class AnnotateStage {
    /// How long requests in flight may go on after a wish to stop.
    private static final Duration GRACE = Duration.ofSeconds(7);
    /// How long votes may be counted after one. What is counted is then saved, which takes about as long once more.
    private static final Duration COUNTING = Duration.ofMillis(1_500);

    private final OpenWorkspace open;
    private final HostOpener hosts;

    AnnotateStage(OpenWorkspace open, HostOpener hosts) {
        this.open = open;
        this.hosts = hosts;
    }

    /// @param texts those to ask about, in this order
    AnnotateOutcome run(List<Example> texts, RunListener listener, StopSignal stop) throws Exception {
        var assignment = new Assignment(open.workspace().task(), open.workspace().votes(),
                open.workspace().teachers(), texts);
        listener.on(new RunEvent.Started(Stage.ANNOTATE,
                "%,d texts, %,d votes".formatted(texts.size(), assignment.votes())));
        var costs = new Costs(open.workspace().report(), List.of(), 1);
        forecast(texts, costs, listener);
        var funds = new Funds(open.workspace(), costs);
        funds.check();
        var surroundings = new Surroundings(hosts, AnswerJournal.of(open.store()), RunClock.system(),
                new SplittableRandom(), funds.money(open.store()));
        var annotator = new Annotator(assignment, open.workspace().annotate(), surroundings,
                event -> listener.on(new RunEvent.Annotating(event)));
        AnnotateSummary summary = stop.during(() -> annotator.stop(GRACE), annotator::run);
        saveTime(summary);
        listener.on(new RunEvent.Finished(Stage.ANNOTATE, words(summary), summary.elapsed()));
        Set<String> counted = new CountStage(open).run(listener, untilSoonAfter(stop));
        AnnotateOutcome outcome = outcome(summary, counted, costs);
        listener.on(new RunEvent.Asked(outcome));
        return outcome;
    }

    private void forecast(List<Example> texts, Costs costs, RunListener listener) {
        List<CostForecast> forecasts = open.workspace().teachers().stream()
                .filter(ask -> !(ask.teacher().host() instanceof HostSettings.Replay))
                .map(ask -> CostForecast.of(open.workspace(), texts, ask, Optional.of(open.store()), costs))
                .filter(forecast -> forecast.open() > 0).toList();
        if (!forecasts.isEmpty()) {
            listener.on(new RunEvent.Forecasting(forecasts));
        }
    }

    /// Whether there is no wish to stop, or it was first seen a short while ago.
    private static BooleanSupplier untilSoonAfter(StopSignal stop) {
        var seen = new AtomicLong();
        return () -> !stop.given() || System.nanoTime() - seen.updateAndGet(
                before -> before == 0 ? System.nanoTime() : before) < COUNTING.toNanos();
    }

    private AnnotateOutcome outcome(AnnotateSummary summary, Set<String> counted, Costs costs) {
        var teachers = new ArrayList<TeacherOutcome>();
        for (int i = 0; i < summary.teachers().size(); i++) {
            TeacherSummary asked = summary.teachers().get(i);
            teachers.add(TeacherOutcome.of(open.workspace().teachers().get(i), asked,
                    counted.contains(asked.teacher())
                            ? Optional.of(open.store().voteKinds(asked.teacher()))
                            : Optional.empty(),
                    costs));
        }
        boolean cutShort = counted.size() < teachers.size();
        return new AnnotateOutcome(teachers, summary.interrupted() || cutShort, summary.halted(), summary.elapsed(),
                summary.left());
    }

    /// All teachers are asked at once: each gets its share of the time, by what was sent to it.
    private void saveTime(AnnotateSummary summary) {
        long sends = summary.teachers().stream().mapToLong(TeacherSummary::sends).sum();
        for (TeacherSummary teacher : summary.teachers()) {
            if (teacher.sends() > 0) {
                RunBills.addWall(open, Stage.ANNOTATE, teacher.teacher(),
                        Duration.ofNanos((long) ((double) summary.elapsed().toNanos() * teacher.sends() / sends)),
                        "share, by requests, of the time in which all teachers were asked");
            }
        }
    }

    private static String words(AnnotateSummary summary) {
        long answered = summary.teachers().stream().mapToLong(TeacherSummary::answered).sum();
        long reused = summary.teachers().stream().mapToLong(TeacherSummary::reused).sum();
        long missing = summary.teachers().stream().mapToLong(TeacherSummary::missing).sum();
        return "%,d answers, %,d known before%s".formatted(answered, reused,
                missing == 0 ? "" : ", %,d without answer".formatted(missing));
    }

    /// One line if batches go on without us.
    static Optional<String> left(AnnotateOutcome outcome) {
        long requests = outcome.left().stream().mapToLong(LeftBatch::requests).sum();
        return outcome.left().isEmpty()
                ? Optional.empty()
                : Optional.of("%,d batch%s of %,d requests %s on at the host; run 'retort annotate' again to take %s up"
                        .formatted(outcome.left().size(), outcome.left().size() == 1 ? "" : "es", requests,
                                outcome.left().size() == 1 ? "goes" : "go",
                                outcome.left().size() == 1 ? "it" : "them"));
    }

    /// One line for each teacher that was stopped.
    static List<String> stopped(AnnotateOutcome outcome) {
        return outcome.teachers().stream()
                .flatMap(teacher -> teacher.asked().stopped().filter(why -> !outcome.halted().equals(Optional.of(why)))
                        .map(why -> "teacher '%s': %s".formatted(teacher.teacher(), why))
                        .stream())
                .toList();
    }
}
