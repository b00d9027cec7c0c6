package dev.retort.annotate;

import dev.retort.hosts.Host;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Request;
import dev.retort.votes.LabelProbabilities;

/// A host whose replies come with how probable their label was, worked out from their tokens on the thread that waited
/// for them.
///
/// @param host owned from here
record LabellingHost(Host host, LabelProbabilities probabilities) implements Host {
    @Override
    public HostReply send(Request request) throws InterruptedException {
        return switch (host.send(request)) {
            case HostReply.Answered(var choices, var usage, var latency, var limits) ->
                new HostReply.Answered(choices.stream()
                        .map(choice -> choice.labelled(probabilities.of(choice.text(), choice.tokens()))).toList(),
                        usage, latency, limits);
            case HostReply.TryAgain again -> again;
            case HostReply.Rejected rejected -> rejected;
            case HostReply.Stopped stopped -> stopped;
        };
    }

    @Override
    public boolean charges() {
        return host.charges();
    }

    @Override
    public int mostChoices() {
        return host.mostChoices();
    }

    @Override
    public void close() {
        host.close();
    }
}
