package dev.retort.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What asking the teachers came to.
///
/// @param teachers in the order of the workspace
/// @param halted why no teacher was asked further, in one line; empty unless a budget ended it
/// @param interrupted whether the run was told to stop before its end
public record AnnotateOutcome(List<TeacherOutcome> teachers, boolean interrupted, Optional<String> halted,
        Duration elapsed) {
    public AnnotateOutcome {
        teachers = List.copyOf(teachers);
    }
}
