package dev.retort.annotate;

import dev.retort.hosts.Trouble;
import dev.retort.teacher.Answer;
import java.time.Duration;

/// What happens while teachers are asked, told as it happens, on the thread that runs the [Annotator].
public sealed interface AnnotateEvent {

    /// An answer is durable.
    record Answered(Question question, Answer answer) implements AnnotateEvent {}

    /// A send failed and will be repeated.
    ///
    /// @param attempt the send that failed, from 1
    /// @param pause until the next
    record Retrying(Question question, Trouble trouble, int attempt, Duration pause) implements AnnotateEvent {}

    /// A question ends without an answer.
    ///
    /// @param forGood whether the host refused it, so that asking again is useless; else the next run tries again
    record Unanswered(Question question, Trouble trouble, int attempts, boolean forGood) implements AnnotateEvent {}

    /// A teacher is not asked any further.
    ///
    /// @param reason one line: what is wrong, and what to do
    record TeacherStopped(String teacher, String reason) implements AnnotateEvent {}

    /// A response was charged more than it could have been by our count; told once for each teacher.
    ///
    /// @param reserved tokens
    /// @param charged tokens
    record Overran(String teacher, long reserved, long charged) implements AnnotateEvent {}

    /// A batch was submitted, has gone on or has ended.
    record BatchMoved(BatchProgress progress) implements AnnotateEvent {}

    /// How far the run is; told several times a second, and once at the end.
    record Progressed(Progress progress) implements AnnotateEvent {}
}
