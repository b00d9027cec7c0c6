package dev.retort.annotate;

import dev.retort.dataset.Example;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Trouble;
import dev.retort.teacher.Answer;
import java.time.Duration;

/// What other threads tell the one that runs the [Annotator].
sealed interface News {
    /// The send is journaled and may leave.
    record MayLeave(Attempt attempt) implements News {}

    record Replied(Attempt attempt, HostReply reply) implements News {}

    /// The send was broken off because the run ends.
    record BrokenOff(Attempt attempt) implements News {}

    /// The answer is durable.
    record AnswerKept(Lane lane, Question question, Answer answer) implements News {}

    /// The trouble is durable.
    record TroubleKept(Attempt attempt, Question question, Trouble trouble, boolean forGood) implements News {}

    /// Something about a batch has ended.
    ///
    /// @param then what follows from it
    record Told(Runnable then) implements News {}

    /// Something that must not happen: a journal that cannot be written, a bug in a host.
    record Failed(Throwable cause) implements News {}

    record StopAsked(Duration grace) implements News {}

    /// A text to ask about too.
    record Arrived(Example example) implements News {}
}
