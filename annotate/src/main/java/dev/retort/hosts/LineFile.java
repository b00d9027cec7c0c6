package dev.retort.hosts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes a body into a file, line by line, each cleaned first. A line longer than allowed breaks it off.
final class LineFile implements BodySubscriber<String> {
    private final OutputStream file;
    private final int longestLine;
    private final UnaryOperator<String> clean;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long bytes;

    /// @param clean what is kept of a line
    LineFile(Path file, int longestLine, UnaryOperator<String> clean) throws IOException {
        this.file = Files.newOutputStream(file);
        this.longestLine = longestLine;
        this.clean = clean;
    }

    /// How many bytes were written, as text.
    @Override
    public CompletionStage<String> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                take(buffer);
            }
            if (subscription != null) {
                subscription.request(1);
            }
        } catch (IOException failure) {
            if (subscription != null) {
                subscription.cancel();
            }
            onError(failure);
        }
    }

    private void take(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (next == '\n') {
                endLine();
            } else if (line.size() == longestLine) {
                throw new LimitedBody.TooLongException(longestLine);
            } else {
                line.write(next);
            }
        }
    }

    private void endLine() throws IOException {
        byte[] kept = (clean.apply(line.toString(StandardCharsets.UTF_8)) + "\n").getBytes(StandardCharsets.UTF_8);
        line.reset();
        bytes += kept.length;
        file.write(kept);
    }

    @Override
    public void onError(Throwable failure) {
        close();
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            if (line.size() > 0) {
                endLine();
            }
            file.close();
            done.complete(Long.toString(bytes));
        } catch (IOException failure) {
            onError(failure);
        }
    }

    private void close() {
        try {
            file.close();
        } catch (IOException alreadyFailing) {
            // what failed first is told
        }
    }
}
