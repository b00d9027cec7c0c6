package dev.retort.pipeline;

import dev.retort.annotate.AnnotateEvent;
import dev.retort.annotate.AnnotateSummary;
import dev.retort.annotate.Annotator;
import dev.retort.annotate.AnswerJournal;
import dev.retort.annotate.Assignment;
import dev.retort.annotate.TeacherSummary;
import dev.retort.hosts.HostOpener;
import dev.retort.store.MeterRecord;
import dev.retort.teacher.Ask;
import java.util.List;

/// Asks the teachers what has not been answered yet, then reads and settles the votes.
final class AnnotateStage {
    private final OpenWorkspace open;
    private final HostOpener hosts;

    AnnotateStage(OpenWorkspace open, HostOpener hosts) {
        this.open = open;
        this.hosts = hosts;
    }

    /// @throws RunException if a teacher could not be asked at all; what the others answered is kept
    AnnotateSummary run(RunListener listener, StopSignal stop) throws InterruptedException {
        var assignment = new Assignment(open.workspace().task(), open.workspace().teachers(), open.examples());
        listener.on(new RunEvent.Started(Stage.ANNOTATE,
                "%,d texts, %,d votes".formatted(open.examples().size(), assignment.votes())));
        var annotator = new Annotator(hosts, AnswerJournal.of(open.store()), open.workspace().annotate());
        AnnotateSummary summary = stop.during(annotator::stop,
                () -> annotator.run(assignment, event -> listener.on(new RunEvent.Annotating(event))));
        for (Ask ask : open.workspace().teachers()) {
            if (new VoteCount(open.workspace().task(), open.workspace().votes(), open.store(), open.clock())
                    .count(ask, open.examples())) {
                new TokenMeter(open.workspace().task(), open.store(), open.clock()).read(ask, open.examples());
            }
        }
        for (TeacherSummary teacher : summary.teachers()) {
            if (teacher.answered() > 0) {
                speed(teacher, summary);
            }
        }
        return summary;
    }

    private void speed(TeacherSummary teacher, AnnotateSummary summary) {
        open.store().saveMeter(new MeterRecord(Stage.ANNOTATE.word(), teacher.teacher(), "wall-time",
                summary.elapsed().toNanos() / 1e9, "s", MeterRecord.Basis.MEASURED,
                "all teachers asked at once, %,d answers of this one".formatted(teacher.answered()),
                open.clock().instant()));
    }

    /// One line for each teacher that was stopped.
    static List<String> stopped(AnnotateSummary summary) {
        return summary.teachers().stream()
                .flatMap(teacher -> teacher.stopped().map(why -> why).stream()).toList();
    }
}
