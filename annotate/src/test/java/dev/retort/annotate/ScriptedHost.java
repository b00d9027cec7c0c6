package dev.retort.annotate;

import dev.retort.hosts.Choice;
import dev.retort.hosts.Host;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Limits;
import dev.retort.hosts.Request;
import dev.retort.hosts.Trouble;
import dev.retort.teacher.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A host that does what a test says, and remembers when it was asked.
final class ScriptedHost implements Host {
    /// What to do with a send.
    @FunctionalInterface
    interface Script {
        /// @param send which send of this text and vote it is, from 1
        HostReply reply(Request request, int send) throws InterruptedException;
    }

    /// A send as it arrived.
    record Arrival(String text, int vote, int send, Duration at) {}

    private final VirtualClock clock;
    private final Script script;
    private final Map<String, Integer> sends = new HashMap<>();
    final List<Arrival> arrivals = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean closed;
    private int mostChoices = 1;

    ScriptedHost(VirtualClock clock, Script script) {
        this.clock = clock;
        this.script = script;
    }

    @Override
    public HostReply send(Request request) throws InterruptedException {
        int send;
        synchronized (this) {
            send = sends.merge(request.exampleId() + "/" + request.votes(), 1, Integer::sum);
            arrivals.add(new Arrival(request.exampleId(), request.votes().getFirst(), send, clock.now()));
        }
        return script.reply(request, send);
    }

    @Override
    public boolean charges() {
        return true;
    }

    /// The same, answering several votes at once.
    ScriptedHost withChoices(int most) {
        mostChoices = most;
        return this;
    }

    @Override
    public int mostChoices() {
        return mostChoices;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /// When the sends of one text arrived.
    List<Duration> times(String text) {
        return arrivals.stream().filter(arrival -> arrival.text().equals(text)).map(Arrival::at).toList();
    }

    static HostReply answer(String text) {
        return new HostReply.Answered(List.of(new Choice(text, Optional.of("stop"))),
                Optional.of(new Usage(100, 10, 3, 0)), Optional.of(Duration.ofMillis(20)), Limits.UNKNOWN);
    }

    static HostReply again(Trouble.Kind kind) {
        return new HostReply.TryAgain(new Trouble(kind, "host says " + kind.word()), Optional.empty(), Limits.UNKNOWN);
    }

    static HostReply again(Duration pause) {
        return new HostReply.TryAgain(new Trouble(Trouble.Kind.RATE_LIMITED, "slow down"), Optional.of(pause),
                Limits.UNKNOWN);
    }

    static HostReply rejected() {
        return new HostReply.Rejected(new Trouble(Trouble.Kind.REJECTED, "too long"));
    }
}
