package dev.retort.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request and the way to answer it.
public final class Exchange {
    private final Request request;
    private final long startedNanos;
    private final Consumer<Response> way;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable Runnable whenGone;

    Exchange(Request request, long startedNanos, Consumer<Response> way) {
        this.request = request;
        this.startedNanos = startedNanos;
        this.way = way;
    }

    public Request request() {
        return request;
    }

    /// When the last byte of the request had come, by [System#nanoTime()].
    public long startedNanos() {
        return startedNanos;
    }

    /// Sends the answer, from any thread and without waiting. Only the first one counts.
    public void respond(Response response) {
        if (answered.compareAndSet(false, true)) {
            way.accept(response);
        }
    }

    /// What to do if the client closes the connection before it is answered. To be said within [Endpoint#handle].
    public void whenGone(Runnable action) {
        whenGone = action;
    }

    void gone() {
        Runnable action = whenGone;
        if (answered.compareAndSet(false, true) && action != null) {
            action.run();
        }
    }
}
