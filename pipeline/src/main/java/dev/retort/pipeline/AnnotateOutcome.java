package dev.retort.pipeline;

import dev.retort.annotate.LeftBatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What asking the teachers came to.
///
/// @param teachers in the order of the workspace
/// @param halted why no teacher was asked further, in one line; empty unless a budget ended it
/// @param left batches that go on at hosts, to be taken up by the next run
/// @param interrupted whether the run was told to stop before its end
public record AnnotateOutcome(List<TeacherOutcome> teachers, boolean interrupted, Optional<String> halted,
        Duration elapsed, List<LeftBatch> left) {
    public AnnotateOutcome {
        teachers = List.copyOf(teachers);
        left = List.copyOf(left);
    }

    /// Whether the votes of all teachers are counted.
    public boolean counted() {
        return teachers.stream().allMatch(teacher -> teacher.votes().isPresent());
    }
}
