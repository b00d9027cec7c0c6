package dev.retort.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/// Exchanges JSON and files over HTTP/1.1 on kept connections. Never follows a redirect, so that no key travels to another host;
/// never takes more than a stated number of bytes or a stated time, both counted to the last byte of the body.
public final class Wire implements AutoCloseable {
    /// 8 MiB: some thousand times the longest reply that an annotation needs.
    public static final int MOST_BYTES = 8 << 20;

    private static final Trouble UNKNOWN_HOST = new Trouble(Trouble.Kind.UNREACHABLE,
            "unknown host name or no network");
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT).executor(threads).build();
    private final int mostBytes;

    public Wire() {
        this(MOST_BYTES);
    }

    /// @param mostBytes longest body to take
    public Wire(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// What came back.
    sealed interface Delivery {
        record Response(int status, HttpHeaders headers, String body) implements Delivery {}

        record Lost(Trouble trouble) implements Delivery {}
    }

    /// @param timeout longest wait for the whole response
    Delivery post(URI address, Map<String, String> headers, String json, Duration timeout)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(address).header("Content-Type", "application/json")
                .header("Accept", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
        return exchange(request, headers, timeout, _ -> new LimitedBody(mostBytes));
    }

    Delivery get(URI address, Map<String, String> headers, Duration timeout) throws InterruptedException {
        var request = HttpRequest.newBuilder(address).header("Accept", "application/json").GET();
        return exchange(request, headers, timeout, _ -> new LimitedBody(mostBytes));
    }

    /// Posts a file as a form does.
    ///
    /// @param fields the other fields of the form
    Delivery upload(URI address, Map<String, String> headers, Map<String, String> fields, Path file, Duration timeout)
            throws InterruptedException, IOException {
        String boundary = "retort-" + UUID.randomUUID();
        var head = new StringBuilder();
        fields.forEach((name, value) -> head.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(boundary, name, value)));
        head.append("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"requests.jsonl\"\r\n"
                .formatted(boundary)).append("Content-Type: application/jsonl\r\n\r\n");
        var request = HttpRequest.newBuilder(address)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.concat(HttpRequest.BodyPublishers.ofString(head.toString()),
                        HttpRequest.BodyPublishers.ofFile(file),
                        HttpRequest.BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary))));
        return exchange(request, headers, timeout, _ -> new LimitedBody(mostBytes));
    }

    /// Copies the body of a success into a file; the response's body is then its length in bytes.
    ///
    /// @param clean what is kept of each line
    Delivery download(URI address, Map<String, String> headers, Path into, UnaryOperator<String> clean,
            Duration timeout) throws InterruptedException {
        return exchange(HttpRequest.newBuilder(address).GET(), headers, timeout, head -> {
            if (head.statusCode() / 100 != 2) {
                return new LimitedBody(mostBytes);
            }
            try {
                return new LineFile(into, mostBytes, clean);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private Delivery exchange(HttpRequest.Builder request, Map<String, String> headers, Duration timeout,
            HttpResponse.BodyHandler<String> body) throws InterruptedException {
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<String>> sent = client.sendAsync(request.build(), body);
        try {
            var response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Delivery.Response(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException late) {
            sent.cancel(true);
            return lost(Trouble.Kind.TIMED_OUT, "no whole response in %s s".formatted(seconds(timeout)));
        } catch (InterruptedException stopped) {
            sent.cancel(true);
            throw stopped;
        } catch (ExecutionException failed) {
            return lost(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private static Delivery lost(Throwable failure) {
        // The innermost cause tells most.
        Optional<Trouble> found = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<Trouble> inner = knownTrouble(cause);
            found = inner.isPresent() ? inner : found;
        }
        if (found.isPresent()) {
            return new Delivery.Lost(found.get());
        }
        if (failure instanceof IOException) {
            return lost(Trouble.Kind.BROKEN_OFF, "connection broke: " + firstLine(failure));
        }
        throw new IllegalStateException("the HTTP client failed", failure);
    }

    private static Optional<Trouble> knownTrouble(Throwable cause) {
        return Optional.ofNullable(switch (cause) {
            case LimitedBody.TooLongException tooLong ->
                new Trouble(Trouble.Kind.TOO_LARGE, String.valueOf(tooLong.getMessage()));
            case HttpConnectTimeoutException _ ->
                new Trouble(Trouble.Kind.UNREACHABLE, "no connection in %s s".formatted(seconds(CONNECT)));
            case UnknownHostException _ -> UNKNOWN_HOST;
            case UnresolvedAddressException _ -> UNKNOWN_HOST;
            case ConnectException _ ->
                new Trouble(Trouble.Kind.UNREACHABLE, "connection refused or no network");
            default -> null;
        });
    }

    private static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    }

    private static Delivery lost(Trouble.Kind kind, String message) {
        return new Delivery.Lost(new Trouble(kind, message));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }

    /// Breaks off whatever is still on its way.
    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
