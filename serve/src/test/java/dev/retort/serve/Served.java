package dev.retort.serve;

import dev.retort.batching.BatchOptions;
import dev.retort.http.HttpOptions;
import dev.retort.infer.StudentOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server on loopback with a client of it.
final class Served implements AutoCloseable {
    /// Small numbers, so that tests reach them.
    static final ServeOptions OPTIONS = new ServeOptions(
            new HttpOptions("127.0.0.1", 0, 4096, 100_000, 64 << 20, 512, Duration.ofMillis(400),
                    Duration.ofMillis(400),
                    Duration.ofSeconds(20), Duration.ofSeconds(5), 2),
            new BatchOptions(1000, 400, 1), new StudentOptions(1, 512), 8, ApiKeys.NONE, Optional.empty(), false,
            Optional.empty());

    final ModelServer server;
    final StringWriter log = new StringWriter();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Served(List<StudentSource> sources, ServeOptions options) {
        server = ModelServer.start(sources, options, new ModelServer.Surroundings(Clock.systemUTC(),
                Optional.of(new PrintWriter(log)), failures::add, "0.0.0"));
    }

    static Served with(ServeOptions options, Path... students) {
        return new Served(java.util.Arrays.stream(students)
                .map(student -> new StudentSource(String.valueOf(student.getFileName()), () -> student)).toList(),
                options);
    }

    static Served of(List<StudentSource> sources) {
        return of(sources, OPTIONS);
    }

    static Served of(List<StudentSource> sources, ServeOptions options) {
        return new Served(sources, options);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    HttpResponse<String> get(String path) {
        return send(to(path).build());
    }

    HttpResponse<String> post(String path, String json) {
        return send(posting(path, json));
    }

    HttpRequest posting(String path, String json) {
        return to(path).header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    CompletableFuture<HttpResponse<String>> later(String path, String json) {
        return client.sendAsync(posting(path, json), BodyHandlers.ofString());
    }

    /// The value of a series of `/metrics`; 0 if it is not there.
    double metric(String series) {
        Matcher found = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(get("/metrics").body());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    Socket socket() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /// Sends bytes as they are and reads until the server closes.
    String raw(byte[] bytes) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Afterwards the log is whole.
    void stop() {
        client.shutdownNow();
        server.close();
    }

    @Override
    public void close() {
        stop();
    }
}
