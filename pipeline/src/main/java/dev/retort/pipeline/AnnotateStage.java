package dev.retort.pipeline;

import dev.retort.annotate.AnnotateSummary;
import dev.retort.annotate.Annotator;
import dev.retort.annotate.AnswerJournal;
import dev.retort.annotate.Assignment;
import dev.retort.annotate.RunClock;
import dev.retort.annotate.Surroundings;
import dev.retort.annotate.TeacherSummary;
import dev.retort.hosts.HostOpener;
import dev.retort.store.MeterRecord;
import dev.retort.teacher.Ask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Asks the teachers what has not been answered yet, then reads and settles the votes.
final class AnnotateStage {
    /// How long requests in flight may go on after a wish to stop.
    private static final Duration GRACE = Duration.ofSeconds(8);

    private final OpenWorkspace open;
    private final HostOpener hosts;

    AnnotateStage(OpenWorkspace open, HostOpener hosts) {
        this.open = open;
        this.hosts = hosts;
    }

    AnnotateSummary run(RunListener listener, StopSignal stop) throws Exception {
        var assignment = new Assignment(open.workspace().task(), open.workspace().votes(),
                open.workspace().teachers(), open.examples());
        listener.on(new RunEvent.Started(Stage.ANNOTATE,
                "%,d texts, %,d votes".formatted(open.examples().size(), assignment.votes())));
        var spending = new Spending(open.workspace());
        spending.check();
        var surroundings = new Surroundings(hosts, AnswerJournal.of(open.store()), RunClock.system(),
                new SplittableRandom(), spending.money(open.store()));
        var annotator = new Annotator(assignment, open.workspace().annotate(), surroundings,
                event -> listener.on(new RunEvent.Annotating(event)));
        AnnotateSummary summary = stop.during(() -> annotator.stop(GRACE), annotator::run);
        count();
        summary.teachers().stream().filter(teacher -> teacher.answered() > 0)
                .forEach(teacher -> saveTime(teacher, summary));
        listener.on(new RunEvent.Finished(Stage.ANNOTATE, words(summary), summary.elapsed()));
        return summary;
    }

    /// Votes and annotations of all teachers, made anew where an answer is new.
    private void count() {
        var votes = new VoteCount(open.workspace().task(), open.workspace().votes(), open.store(), open.clock());
        var tokens = new TokenMeter(open.workspace().task(), open.store(), open.clock());
        for (Ask ask : open.workspace().teachers()) {
            votes.count(ask, open.examples());
            tokens.read(ask, open.examples());
        }
    }

    private void saveTime(TeacherSummary teacher, AnnotateSummary summary) {
        open.store().saveMeter(new MeterRecord(Stage.ANNOTATE.word(), teacher.teacher(), RunBills.WALL,
                summary.elapsed().toNanos() / 1e9, "s", MeterRecord.Basis.MEASURED,
                "all teachers asked at once, %,d answers of this one".formatted(teacher.answered()),
                open.clock().instant()));
    }

    private static String words(AnnotateSummary summary) {
        long answered = summary.teachers().stream().mapToLong(TeacherSummary::answered).sum();
        long reused = summary.teachers().stream().mapToLong(TeacherSummary::reused).sum();
        long missing = summary.teachers().stream().mapToLong(TeacherSummary::missing).sum();
        return "%,d answers, %,d known before%s".formatted(answered, reused,
                missing == 0 ? "" : ", %,d without answer".formatted(missing));
    }

    /// One line for each teacher that was stopped.
    static List<String> stopped(AnnotateSummary summary) {
        return summary.teachers().stream()
                .flatMap(teacher -> teacher.stopped().filter(why -> !summary.halted().equals(Optional.of(why)))
                        .map(why -> "teacher '%s': %s".formatted(teacher.teacher(), why))
                        .stream())
                .toList();
    }
}
