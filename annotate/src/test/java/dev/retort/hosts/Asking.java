package dev.retort.hosts;

import static dev.retort.testing.Teachers.SENTIMENT;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.Teacher;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Asks a teacher at a host on the loopback interface, and hands over what went there and what came back.
final class Asking implements AutoCloseable {
    static final String KEY = "sk-canary-0123456789";
    private static final Prompt PROMPT = new Prompt.Chat(List.of(new Message(Message.Role.USER, "Label: x {y}")));

    private final LoopbackHost loopback;
    private final Hosts hosts = new Hosts(variable -> Optional.of(KEY), InstantSource.system());
    private final Host host;
    private final Teacher teacher;

    /// @param teacher by the address of the host
    Asking(Function<LoopbackHost, Teacher> teacher, Function<Seen, Reply> model) {
        loopback = LoopbackHost.start(model);
        this.teacher = teacher.apply(loopback);
        host = switch (hosts.open(this.teacher, Duration.ofSeconds(20))) {
            case HostOpener.Opening.Opened(var open) -> open;
            case HostOpener.Opening.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    HostReply send() throws InterruptedException {
        return send(PROMPT, 1);
    }

    /// @param votes how many, from the first
    HostReply send(int votes) throws InterruptedException {
        return send(PROMPT, votes);
    }

    HostReply send(Prompt prompt, int votes) throws InterruptedException {
        return host.send(new Request(prompt, teacher.model(), teacher.sampling(), ReplyForm.of(SENTIMENT, teacher),
                teacher.logprobs(), teacher.style(), "e1", IntStream.rangeClosed(1, votes).boxed().toList()));
    }

    int mostChoices() {
        return host.mostChoices();
    }

    List<Seen> seen() {
        return loopback.seen();
    }

    @Override
    public void close() throws IOException {
        host.close();
        hosts.close();
        loopback.close();
    }
}
