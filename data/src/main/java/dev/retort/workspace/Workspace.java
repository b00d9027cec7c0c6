package dev.retort.workspace;

import dev.retort.files.DataSettings;
import dev.retort.student.TrainOptions;
import dev.retort.task.Task;
import dev.retort.teacher.AnnotateOptions;
import dev.retort.teacher.Ask;
import dev.retort.votes.VoteRules;
import java.nio.file.Path;
import java.util.List;

/// What `retort.yaml` says.
///
/// @param dir the directory that holds it; relative paths of the file are already resolved against it
/// @param teachers at least one, names unique
/// @param studentTeacher the name of the teacher whose annotations train the student
public record Workspace(Path dir, String name, Task task, VoteRules votes, DataSettings data, List<Ask> teachers,
        AnnotateOptions annotate, String studentTeacher, TrainOptions student, ReportSettings report) {
    /// The workspace file's name.
    public static final String FILE = "retort.yaml";

    public Workspace {
        teachers = List.copyOf(teachers);
        if (teachers.stream().noneMatch(ask -> ask.teacher().name().equals(studentTeacher))) {
            throw new IllegalArgumentException("no teacher is named '%s'".formatted(studentTeacher));
        }
    }

    /// This workspace with another student to train.
    public Workspace with(TrainOptions other) {
        return new Workspace(dir, name, task, votes, data, teachers, annotate, studentTeacher, other, report);
    }

    /// The teacher whose annotations train the student.
    public Ask studentAsk() {
        return teachers.stream().filter(ask -> ask.teacher().name().equals(studentTeacher)).findFirst().orElseThrow();
    }
}
