package dev.retort.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A hub of our own at `127.0.0.1`, which keeps large files at `localhost`: another host, as the real one does. It
/// remembers what it was asked and makes whatever trouble a test wants.
public final class LoopbackHub implements AutoCloseable {

    /// A request as it came.
    ///
    /// @param store whether the store of large files was asked, not the hub
    public record Seen(String method, String path, boolean store, Optional<String> authorization,
            Optional<String> range) {}

    /// What to do instead of answering well.
    public sealed interface Trouble {
        /// Answers with a status and `X-Error-Code`.
        record Status(int status, String code, Map<String, String> headers) implements Trouble {}

        /// Breaks the connection off after so many bytes of the body.
        record Cut(int bytes) implements Trouble {}

        /// Sends everything, whatever range was asked for.
        record NoRanges() implements Trouble {}

        /// Sends other bytes, as many as the right ones plus some.
        record OtherContent(int more) implements Trouble {}

        /// Tells another hash.
        record OtherEtag(String etag) implements Trouble {}

        /// Points elsewhere.
        record Redirect(String location) implements Trouble {}

        /// Sends this text.
        record Text(String text) implements Trouble {}

        /// Sends the head of an answer and nothing more.
        record Silence() implements Trouble {}

        static Status status(int status) {
            return new Status(status, "", Map.of());
        }

        static Status status(int status, String code) {
            return new Status(status, code, Map.of());
        }
    }

    private record Planned(Predicate<Seen> when, Trouble trouble, AtomicInteger times) {}

    /// One commit.
    private record Content(String commit, Map<String, byte[]> files) {}

    private final HttpServer hub;
    private final HttpServer store;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "loopback-hub");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Map<String, Content>> repositories = Collections.synchronizedMap(new HashMap<>());
    private final List<Planned> planned = new CopyOnWriteArrayList<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    private LoopbackHub() throws IOException {
        hub = server(false);
        store = server(true);
    }

    public static LoopbackHub start() throws IOException {
        return new LoopbackHub();
    }

    private HttpServer server(boolean isStore) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, isStore));
        server.start();
        return server;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    private String storeAddress() {
        return "http://localhost:" + store.getAddress().getPort();
    }

    /// Puts a commit under a branch.
    ///
    /// @param repository `models/ORGANISATION/NAME` or `datasets/ORGANISATION/NAME`
    /// @return the commit
    public String put(String repository, String revision, Map<String, byte[]> files) {
        var all = new StringBuilder(repository + revision);
        new TreeMap<>(files).forEach((name, bytes) -> all.append(name).append(hex("SHA-256", bytes)));
        String commit = hex("SHA-1", all.toString().getBytes(StandardCharsets.UTF_8));
        var revisions = repositories.computeIfAbsent(repository, _ -> Collections.synchronizedMap(new HashMap<>()));
        var content = new Content(commit, new TreeMap<>(files));
        revisions.put(revision, content);
        revisions.put(commit, content);
        return commit;
    }

    /// Makes trouble a number of times.
    public void trouble(Predicate<Seen> when, int times, Trouble trouble) {
        planned.add(new Planned(when, trouble, new AtomicInteger(times)));
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public void forget() {
        seen.clear();
        planned.clear();
    }

    /// Whether the hub itself was asked for the content of a file.
    public static Predicate<Seen> content(String file) {
        return request -> !request.store() && request.method().equals("GET") && request.path().endsWith("/" + file);
    }

    public static Predicate<Seen> inStore() {
        return Seen::store;
    }

    public static Predicate<Seen> head(String file) {
        return request -> request.method().equals("HEAD") && request.path().endsWith("/" + file);
    }

    public static Predicate<Seen> info() {
        return request -> request.path().startsWith("/api/");
    }

    /// As git names a blob.
    public static String gitHash(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return hex("SHA-1", all);
    }

    public static String sha256(byte[] content) {
        return hex("SHA-256", content);
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isLarge(String file) {
        return file.endsWith(".safetensors") || file.endsWith(".parquet") || file.endsWith(".bin");
    }

    private Optional<Trouble> take(Seen request) {
        for (Planned plan : planned) {
            if (plan.when().test(request) && plan.times().getAndDecrement() > 0) {
                return Optional.of(plan.trouble());
            }
        }
        return Optional.empty();
    }

    private void handle(HttpExchange exchange, boolean isStore) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var request = new Seen(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), isStore,
                    Optional.ofNullable(headers.getFirst("Authorization")),
                    Optional.ofNullable(headers.getFirst("Range")));
            seen.add(request);
            Optional<Trouble> trouble = take(request);
            switch (trouble.orElse(null)) {
                case Trouble.Status(var status, var code, var more) -> {
                    more.forEach(exchange.getResponseHeaders()::set);
                    refuse(exchange, status, code);
                }
                case Trouble.Redirect(var location) -> {
                    exchange.getResponseHeaders().set("Location", location);
                    exchange.sendResponseHeaders(307, -1);
                }
                case Trouble.Text(var text) -> send(exchange, text.getBytes(StandardCharsets.UTF_8), Optional.empty(),
                        Optional.empty());
                case null, default -> answer(exchange, request, trouble);
            }
        } catch (IOException broken) {
            // The client went away, or the trouble was to break.
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        if (!code.isEmpty()) {
            exchange.getResponseHeaders().set("X-Error-Code", code);
            exchange.getResponseHeaders().set("X-Error-Message", "words of the hub\u0007");
        }
        exchange.sendResponseHeaders(status, -1);
    }

    private void answer(HttpExchange exchange, Seen request, Optional<Trouble> trouble) throws IOException {
        if (request.store()) {
            byte[] content = large(request.path().substring(1)).orElse(new byte[0]);
            send(exchange, content, request.range(), trouble);
            return;
        }
        String[] parts = request.path().substring(1).split("/", -1);
        if (parts[0].equals("api")) {
            info(exchange, parts);
        } else {
            int shift = parts[0].equals("datasets") ? 1 : 0;
            String repository = "%s/%s/%s".formatted(shift == 1 ? "datasets" : "models", parts[shift],
                    parts[shift + 1]);
            String file = decode(String.join("/", Arrays.asList(parts).subList(shift + 4, parts.length)));
            file(exchange, request, repository, decode(parts[shift + 3]), file, trouble);
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void info(HttpExchange exchange, String[] parts) throws IOException {
        Map<String, Content> revisions = repositories.get("%s/%s/%s".formatted(parts[1], parts[2], parts[3]));
        if (revisions == null) {
            refuse(exchange, 401, "RepoNotFound");
            return;
        }
        Content content = revisions.get(decode(parts[5]));
        if (content == null) {
            refuse(exchange, 404, "RevisionNotFound");
            return;
        }
        String siblings = content.files().keySet().stream().map("{\"rfilename\":\"%s\"}"::formatted)
                .collect(Collectors.joining(","));
        send(exchange, "{\"sha\":\"%s\",\"siblings\":[%s]}".formatted(content.commit(), siblings)
                .getBytes(StandardCharsets.UTF_8), Optional.empty(), Optional.empty());
    }

    private void file(HttpExchange exchange, Seen request, String repository, String revision, String file,
            Optional<Trouble> trouble) throws IOException {
        Content content = Optional.ofNullable(repositories.get(repository)).map(all -> all.get(revision)).orElse(null);
        byte[] bytes = content == null ? null : content.files().get(file);
        if (content == null || bytes == null) {
            refuse(exchange, 404, content == null ? "RevisionNotFound" : "EntryNotFound");
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.set("X-Repo-Commit", content.commit());
        String etag = trouble.orElse(null) instanceof Trouble.OtherEtag(var other)
                ? other
                : isLarge(file) ? sha256(bytes) : gitHash(bytes);
        if (isLarge(file)) {
            headers.set("X-Linked-Etag", '"' + etag + '"');
            headers.set("X-Linked-Size", String.valueOf(bytes.length));
            headers.set("ETag", "\"of-the-redirect\"");
            headers.set("Location", storeAddress() + "/" + sha256(bytes) + "?signature=secret");
            exchange.sendResponseHeaders(302, -1);
        } else if (request.method().equals("HEAD")) {
            headers.set("ETag", "W/\"" + etag + '"');
            headers.set("Content-Length", String.valueOf(bytes.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            headers.set("ETag", '"' + etag + '"');
            send(exchange, bytes, request.range(), trouble);
        }
    }

    private Optional<byte[]> large(String hash) {
        return repositories.values().stream().flatMap(revisions -> new ArrayList<>(revisions.values()).stream())
                .flatMap(content -> content.files().values().stream()).filter(bytes -> sha256(bytes).equals(hash))
                .findFirst();
    }

    private static void send(HttpExchange exchange, byte[] right, Optional<String> range, Optional<Trouble> trouble)
            throws IOException {
        byte[] content = right;
        if (trouble.orElse(null) instanceof Trouble.OtherContent(var more)) {
            content = new byte[right.length + more];
            Arrays.fill(content, (byte) '?');
        }
        int from = 0;
        boolean ranges = !(trouble.orElse(null) instanceof Trouble.NoRanges);
        if (range.isPresent() && ranges) {
            from = Integer.parseInt(range.get().substring("bytes=".length(), range.get().length() - 1));
            if (from >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Range",
                    "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        int length = content.length - from;
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
        int sent = switch (trouble.orElse(null)) {
            case Trouble.Cut(var bytes) -> Math.min(bytes, length);
            case Trouble.Silence() -> 0;
            case null, default -> length;
        };
        OutputStream body = exchange.getResponseBody();
        body.write(content, from, sent);
        body.flush();
        if (trouble.orElse(null) instanceof Trouble.Silence) {
            exchange.getRequestBody().read();
            awaitClose(body);
        }
    }

    /// Holds the connection until the client gives it up.
    private static void awaitClose(OutputStream body) {
        synchronized (body) {
            try {
                body.wait(1_500);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
