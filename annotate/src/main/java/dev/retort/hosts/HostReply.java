package dev.retort.hosts;

import dev.retort.teacher.Answer;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What became of one send.
public sealed interface HostReply {

    /// @param choices one for each vote asked, in their order; possibly fewer
    /// @param usage tokens charged for the whole response
    /// @param latency from sending to the last byte; empty where nothing was measured, as in a recording
    record Answered(List<Choice> choices, Optional<Usage> usage, Optional<Duration> latency,
            Limits limits) implements HostReply {
        public Answered {
            choices = List.copyOf(choices);
        }

        /// One choice as an answer. The first carries the usage of all.
        public Answer answer(int choice, Instant receivedAt) {
            Choice chosen = choices.get(choice);
            return new Answer(chosen.text(), chosen.finishReason(),
                    choice == 0 ? usage : usage.map(_ -> Usage.NONE), latency, receivedAt, chosen.label());
        }
    }

    /// Nothing came of it, but the same request may succeed later.
    ///
    /// @param pause how long the host asks to wait first
    record TryAgain(Trouble trouble, Optional<Duration> pause, Limits limits) implements HostReply {}

    /// The host will never answer this request; others it may.
    record Rejected(Trouble trouble) implements HostReply {}

    /// The host will answer none of this teacher's requests.
    ///
    /// @param reason one line: what is wrong, and what to do
    record Stopped(String reason) implements HostReply {}
}
