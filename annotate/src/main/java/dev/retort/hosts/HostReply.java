package dev.retort.hosts;

import dev.retort.teacher.Usage;
import java.time.Duration;
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
