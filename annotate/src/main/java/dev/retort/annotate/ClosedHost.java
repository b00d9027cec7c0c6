package dev.retort.annotate;

import dev.retort.hosts.Host;
import dev.retort.hosts.HostReply;
import dev.retort.hosts.Request;

/// Stands in for a host that could not be opened, which matters only if there is something to ask it.
///
/// @param reason one line: what is wrong, and what to do
record ClosedHost(String reason) implements Host {
    @Override
    public HostReply send(Request request) {
        return new HostReply.Stopped(reason);
    }

    @Override
    public boolean charges() {
        return false;
    }

    @Override
    public void close() {}
}
