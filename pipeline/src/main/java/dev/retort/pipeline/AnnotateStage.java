package dev.retort.pipeline;

import dev.retort.annotate.AnnotateSummary;
import dev.retort.annotate.Annotator;
import dev.retort.annotate.AnswerJournal;
import dev.retort.annotate.Assignment;
import dev.retort.annotate.RunClock;
import dev.retort.annotate.Surroundings;
import dev.retort.annotate.TeacherSummary;
import dev.retort.hosts.HostOpener;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Asks the teachers what has not been answered yet.
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
        var assignment = new Assignment(open.workspace().task(), open.workspace().teachers(), open.examples());
        listener.on(new RunEvent.Started(Stage.ANNOTATE,
                "%,d texts, %,d votes".formatted(open.examples().size(), assignment.votes())));
        var surroundings = new Surroundings(hosts, AnswerJournal.of(open.store()), RunClock.system(),
                new SplittableRandom());
        var annotator = new Annotator(assignment, open.workspace().annotate(), surroundings,
                event -> listener.on(new RunEvent.Annotating(event)));
        AnnotateSummary summary = stop.during(() -> annotator.stop(GRACE), annotator::run);
        saveTime(summary);
        listener.on(new RunEvent.Finished(Stage.ANNOTATE, words(summary), summary.elapsed()));
        return summary;
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

    /// One line for each teacher that was stopped.
    static List<String> stopped(AnnotateSummary summary) {
        return summary.teachers().stream()
                .flatMap(teacher -> teacher.stopped().map(why -> "teacher '%s': %s".formatted(teacher.teacher(), why))
                        .stream())
                .toList();
    }
}
