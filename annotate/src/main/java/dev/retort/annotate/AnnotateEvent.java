package dev.retort.annotate;

import dev.retort.hosts.Trouble;
import dev.retort.teacher.Answer;
import java.time.Duration;

/// What happens while teachers are asked, told as it happens, on the thread that runs the [Annotator].
public sealed interface AnnotateEvent {

    /// An answer to a request by itself is durable. Answers that batches bring are not told one by one, because a run
    /// keeps their keys and not their questions: [BatchMoved] and [Progressed] count them.
    record Answered(Question question, Answer answer) implements AnnotateEvent {}

    /// A send, or a line of a batch, failed and will be repeated: as it was, or without the parameter that the model
    /// refuses ([Trouble.Kind#PARAMETER_DROPPED]).
    ///
    /// @param attempt the send that failed, from 1
    /// @param pause until the next; zero for a line of a batch, which goes into the teacher's next one
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

    /// A batch was submitted, has gone on or has ended at its host. Its answers are durable somewhat later.
    record BatchMoved(BatchProgress progress) implements AnnotateEvent {}

    /// How far the run is; told several times a second, and once at the end.
    record Progressed(Progress progress) implements AnnotateEvent {}
}
