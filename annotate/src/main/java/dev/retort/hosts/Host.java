package dev.retort.hosts;

import java.util.Optional;

/// One teacher's host. Safe for many threads.
public interface Host extends AutoCloseable {

    /// Sends one request and waits for what becomes of it. Never sends twice, never sleeps, never throws for what a
    /// host or a network does.
    ///
    /// @throws InterruptedException if the caller is interrupted; the request is broken off
    HostReply send(Request request) throws InterruptedException;

    /// Whether a request costs money, so that a send must be journaled before it is made.
    boolean charges();

    /// How many votes one request may ask for at most; above 1 only where one response can bring several choices. Votes
    /// that may not share a request are not known here. May fall to 1 once the host has shown that it cannot.
    default int mostChoices() {
        return 1;
    }

    /// The interface for files of requests, where the host may have one.
    default Optional<BatchHost> batches() {
        return Optional.empty();
    }

    @Override
    void close();
}
