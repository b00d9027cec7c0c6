package dev.retort.annotate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run did.
///
/// @param teachers in the order of the assignment
/// @param interrupted whether the run was told to stop before its end
/// @param halted why nothing more was sent that costs money, one line: the budget is used up
/// @param left batches that go on at hosts, to be taken up by the next run
public record AnnotateSummary(List<TeacherSummary> teachers, boolean interrupted, Duration elapsed,
        Optional<String> halted, List<LeftBatch> left) {
    public AnnotateSummary {
        teachers = List.copyOf(teachers);
        left = List.copyOf(left);
    }

    /// Whether every vote has an answer.
    public boolean complete() {
        return teachers.stream().allMatch(teacher -> teacher.missing() == 0);
    }

    /// Requests sent in this run; 0 if everything was known.
    public long sends() {
        return teachers.stream().mapToLong(TeacherSummary::sends).sum();
    }
}
