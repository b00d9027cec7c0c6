package dev.retort.hub;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A body as it comes, piece by piece, read by one thread. A body that stops coming is an error: the HTTP client itself
/// would wait for ever.
final class Pieces implements BodySubscriber<Pieces>, AutoCloseable {

    private sealed interface Arrival {
        record Bytes(List<ByteBuffer> buffers) implements Arrival {}

        record Failed(Throwable failure) implements Arrival {}

        record End() implements Arrival {}
    }

    private final Duration longestSilence;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

    Pieces(Duration longestSilence) {
        this.longestSilence = longestSilence;
    }

    /// The next bytes; null at the end.
    ///
    /// @throws IOException if the connection is lost or silent for too long
    @Nullable
    ByteBuffer next() throws IOException {
        while (waiting.isEmpty()) {
            switch (arrival()) {
                case Arrival.Bytes(var buffers) -> {
                    waiting.addAll(buffers);
                    request();
                }
                case Arrival.Failed(IOException lost) -> throw lost;
                case Arrival.Failed(var failure) -> throw new IOException("the connection was lost", failure);
                case Arrival.End end -> {
                    arrivals.add(end);
                    return null;
                }
            }
        }
        return waiting.remove();
    }

    private Arrival arrival() throws IOException {
        try {
            Arrival arrival = arrivals.poll(longestSilence.toNanos(), TimeUnit.NANOSECONDS);
            if (arrival == null) {
                throw new HttpTimeoutException("nothing came for %d s".formatted(longestSilence.toSeconds()));
            }
            return arrival;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    @Override
    public CompletionStage<Pieces> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.set(given);
        given.request(1);
    }

    private void request() {
        Flow.Subscription given = subscription.get();
        if (given != null) {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrivals.add(new Arrival.Bytes(List.copyOf(buffers)));
    }

    @Override
    public void onError(Throwable failure) {
        arrivals.add(new Arrival.Failed(failure));
    }

    @Override
    public void onComplete() {
        arrivals.add(new Arrival.End());
    }

    /// Breaks the transfer off if it has not ended.
    @Override
    public void close() {
        Flow.Subscription given = subscription.get();
        if (given != null) {
            given.cancel();
        }
    }
}
