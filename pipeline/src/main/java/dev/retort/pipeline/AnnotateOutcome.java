package dev.retort.pipeline;

import java.time.Duration;
import java.util.List;

/// What asking the teachers came to.
///
/// @param teachers in the order of the workspace
/// @param interrupted whether the run was told to stop before its end
public record AnnotateOutcome(List<TeacherOutcome> teachers, boolean interrupted, Duration elapsed) {
    public AnnotateOutcome {
        teachers = List.copyOf(teachers);
    }
}
