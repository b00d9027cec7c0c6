package dev.retort.hosts;

/// One teacher's host. Safe for many threads.
public interface Host extends AutoCloseable {

    /// Sends one request and waits for what becomes of it. Never sends twice, never sleeps, never throws for what a
    /// host or a network does.
    ///
    /// @throws InterruptedException if the caller is interrupted; the request is broken off
    HostReply send(Request request) throws InterruptedException;

    /// Whether a request costs money, so that a send must be journaled before it is made.
    boolean charges();

    @Override
    void close();
}
