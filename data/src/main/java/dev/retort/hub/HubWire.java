package dev.retort.hub;

import dev.retort.credentials.HubToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends one request to the hub and follows where it points. The token goes to the hub's own scheme, host and port and to
/// nobody else: large files lie elsewhere, behind addresses that are signed already.
final class HubWire implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 8;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /// A list of the files of a repository is shorter.
    private static final int LONGEST_TEXT = 64 << 20;

    /// An answer. Closing it breaks off a body that has not been read to the end.
    ///
    /// @param status of the last response
    /// @param headers of the last response
    /// @param told by the hub itself on the way, a later response before an earlier one
    record Reply(int status, HttpHeaders headers, Told told, Pieces body) implements AutoCloseable {

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /// The whole body as UTF-8.
        String text() throws IOException {
            var bytes = new ByteArrayOutputStream();
            for (ByteBuffer piece = body.next(); piece != null; piece = body.next()) {
                if (bytes.size() + piece.remaining() > LONGEST_TEXT) {
                    throw new IOException("the answer is longer than %,d bytes".formatted(LONGEST_TEXT));
                }
                byte[] copy = new byte[piece.remaining()];
                piece.get(copy);
                bytes.writeBytes(copy);
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /// What the hub says about a file.
    ///
    /// @param etag hash of the content, without quotes
    record Told(Optional<String> etag, Optional<String> size, Optional<String> commit) {
        static final Told NOTHING = new Told(Optional.empty(), Optional.empty(), Optional.empty());

        Told and(HttpHeaders headers, boolean isFile) {
            Optional<String> linked = headers.firstValue("X-Linked-Etag");
            Optional<String> plain = isFile ? headers.firstValue("ETag") : Optional.empty();
            Optional<String> length = isFile ? headers.firstValue("Content-Length") : Optional.empty();
            return new Told(linked.or(() -> etag).or(() -> plain).map(Told::bare),
                    headers.firstValue("X-Linked-Size").or(() -> size).or(() -> length),
                    headers.firstValue("X-Repo-Commit").or(() -> commit));
        }

        private static String bare(String etag) {
            String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
            return strong.replace("\"", "");
        }
    }

    private final HubSettings settings;
    private final Duration longestSilence;
    private final HttpClient client;

    HubWire(HubSettings settings, Duration longestSilence) {
        this.settings = settings;
        this.longestSilence = longestSilence;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT).build();
    }

    /// Asks what there is, without its content. A redirect to another host is the answer, not followed.
    Reply head(String path) throws IOException {
        return send("HEAD", path, 0, false);
    }

    /// @param from the first byte wanted
    Reply get(String path, long from) throws IOException {
        return send("GET", path, from, true);
    }

    private Reply send(String method, String path, long from, boolean anywhere) throws IOException {
        URI uri = URI.create(settings.endpoint() + path);
        Told told = Told.NOTHING;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<Pieces> response = response(request(method, uri, from));
            if (isHub(uri)) {
                told = told.and(response.headers(), response.statusCode() / 100 == 2);
            }
            Optional<URI> next = redirect(uri, response);
            if (next.isEmpty() || (!anywhere && !isHub(next.get()))) {
                return new Reply(response.statusCode(), response.headers(), told, response.body());
            }
            response.body().close();
            uri = next.get();
        }
        throw new IOException("more than %d redirects".formatted(MOST_REDIRECTS));
    }

    private HttpRequest request(String method, URI uri, long from) {
        // Compressed on the way, a body would have another length and another hash.
        var request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", "retort").header("Accept-Encoding", "identity");
        if (isHub(uri)) {
            settings.token().map(HubToken.Found::token)
                    .ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        if (from > 0) {
            request.header("Range", "bytes=%d-".formatted(from));
        }
        return request.build();
    }

    private HttpResponse<Pieces> response(HttpRequest request) throws IOException {
        var pending = client.sendAsync(request, _ -> new Pieces(longestSilence));
        try {
            return pending.get(longestSilence.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            pending.cancel(true);
            throw new HttpTimeoutException("no answer within %d s".formatted(longestSilence.toSeconds()));
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException lost
                    ? lost
                    : new IOException("the request could not be sent", failed.getCause());
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static Optional<URI> redirect(URI from, HttpResponse<?> response) throws IOException {
        if (!REDIRECTS.contains(response.statusCode())) {
            return Optional.empty();
        }
        URI to;
        try {
            to = from.resolve(response.headers().firstValue("Location").orElse(""));
        } catch (IllegalArgumentException _) {
            throw new IOException("a redirect to no address");
        }
        boolean web = "https".equals(to.getScheme())
                || ("http".equals(to.getScheme()) && "http".equals(from.getScheme()));
        if (!web || to.getHost() == null || to.equals(from)) {
            throw new IOException("a redirect that leads nowhere or out of encryption");
        }
        return Optional.of(to);
    }

    /// Same scheme, host and port.
    private boolean isHub(URI uri) {
        URI hub = settings.endpoint();
        return hub.getScheme().equalsIgnoreCase(uri.getScheme()) && hub.getHost().equalsIgnoreCase(uri.getHost())
                && port(hub) == port(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
