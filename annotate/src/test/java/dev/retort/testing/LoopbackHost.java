package dev.retort.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A real HTTP/1.1 server on the loopback interface that plays a host of large language models: OpenAI's chat format
/// for paths that end in `/chat/completions`, Anthropic's for those that end in `/messages`, Hugging Face's text generation
/// for all others. What it does with each
/// request is up to the test; it can also misbehave in the middle of a response.
public final class LoopbackHost implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// How a response ends.
    public enum Ending {
        /// As it should.
        WHOLE,
        /// The connection is reset in the middle of the body.
        RESET,
        /// Nothing comes, not even the status, until the client goes.
        SILENCE
    }

    /// A request as it came in.
    ///
    /// @param number from 0, in order of arrival
    /// @param headers by lower-case name
    public record Seen(int number, String path, Map<String, String> headers, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public boolean isChat() {
            return path.endsWith("/chat/completions");
        }

        public boolean isMessages() {
            return path.endsWith("/messages");
        }

        /// The text the model reads.
        public String prompt() {
            return isChat() || isMessages()
                    ? json().path("messages").path(0).path("content").stringValue()
                    : json().path("inputs").stringValue();
        }

        /// The example's text in a prompt of the built-in templates: what stands between the last pair of marks.
        public String text() {
            String prompt = prompt();
            int end = prompt.lastIndexOf("</text>");
            return prompt.substring(prompt.lastIndexOf("<text>", end) + "<text>".length(), end);
        }
    }

    /// A response to send.
    ///
    /// @param pause before it
    public record Reply(int status, Map<String, String> headers, String body, Duration pause, Ending ending) {
        public static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body, Duration.ZERO, Ending.WHOLE);
        }

        public Reply with(String header, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, body, pause, ending);
        }

        public Reply after(Duration newPause) {
            return new Reply(status, headers, body, newPause, ending);
        }

        public Reply ending(Ending newEnding) {
            return new Reply(status, headers, body, pause, newEnding);
        }

        public Reply cutTo(int characters) {
            return new Reply(status, headers, body.substring(0, characters), pause, ending);
        }
    }

    private final ServerSocket socket;
    private final Function<Seen, Reply> model;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private LoopbackHost(ServerSocket socket, Function<Seen, Reply> model) {
        this.socket = socket;
        this.model = model;
    }

    /// @param model decides each response, on a thread of its own
    public static LoopbackHost start(Function<Seen, Reply> model) {
        try {
            var host = new LoopbackHost(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), model);
            Thread.ofVirtual().name("loopback host").start(host::accept);
            return host;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// A model that answers every prompt, and never fails.
    ///
    /// @param answer the reply's text for an example's text
    public static LoopbackHost answering(Function<String, String> answer) {
        return start(request -> answer(request, answer.apply(request.text())));
    }

    /// A whole answer in the format of the request, with its usage.
    public static Reply answer(Seen request, String text) {
        int promptTokens = request.prompt().length() / 4;
        int tokens = Math.max(1, text.length() / 4);
        if (request.isMessages()) {
            ObjectNode body = JSON.createObjectNode().put("type", "message").put("role", "assistant")
                    .put("stop_reason", "end_turn");
            body.putArray("content").addObject().put("type", "text").put("text", text);
            body.putObject("usage").put("input_tokens", promptTokens).put("output_tokens", tokens);
            return Reply.of(200, body.toString());
        }
        if (!request.isChat()) {
            String body = JSON.createArrayNode().add(JSON.createObjectNode().put("generated_text", text)).toString();
            return Reply.of(200, body).with("x-prompt-tokens", Integer.toString(promptTokens))
                    .with("x-generated-tokens", Integer.toString(tokens));
        }
        ObjectNode body = JSON.createObjectNode().put("object", "chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text).putNull("refusal");
        body.putObject("usage").put("prompt_tokens", promptTokens).put("completion_tokens", tokens)
                .put("total_tokens", promptTokens + tokens);
        return Reply.of(200, body.toString());
    }

    /// Several replies to one request, in OpenAI's form.
    public static Reply answers(String... texts) {
        ObjectNode body = JSON.createObjectNode().put("object", "chat.completion");
        var choices = body.putArray("choices");
        for (String text : texts) {
            choices.addObject().put("index", choices.size() - 1).put("finish_reason", "stop").putObject("message")
                    .put("role", "assistant").put("content", text);
        }
        body.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 2 * texts.length);
        return Reply.of(200, body.toString());
    }

    /// An error in OpenAI's form.
    public static Reply error(int status, String code, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("type", code).put("code", code).putNull("param");
        return Reply.of(status, body.toString());
    }

    /// Where OpenAI-compatible clients are pointed to.
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(socket.getLocalPort()));
    }

    /// Where text-generation clients are pointed to.
    public URI generationUrl() {
        return URI.create("http://127.0.0.1:%d/models/test".formatted(socket.getLocalPort()));
    }

    /// All requests that came in whole.
    public List<Seen> seen() {
        return seen;
    }

    /// How often a status was sent to the end.
    public int count(int status) {
        return statuses.getOrDefault(status, new AtomicInteger()).get();
    }

    /// Connections accepted.
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.incrementAndGet();
                open.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                String head = head(in);
                if (head.isEmpty() || !respond(connection, request(head, in))) {
                    return;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The client left, or the test is over.
        } finally {
            open.remove(connection);
        }
    }

    private boolean respond(Socket connection, Seen request) throws IOException, InterruptedException {
        seen.add(request);
        Reply reply = model.apply(request);
        Thread.sleep(reply.pause());
        if (reply.ending() == Ending.SILENCE) {
            return connection.getInputStream().read() >= 0;
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder("HTTP/1.1 %d -\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
                .formatted(reply.status(), body.length));
        reply.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        OutputStream out = connection.getOutputStream();
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        boolean reset = reply.ending() == Ending.RESET;
        bytes.write(body, 0, reset ? body.length / 2 : body.length);
        out.write(bytes.toByteArray());
        out.flush();
        if (reset) {
            // Lingering for no time makes the close a reset.
            connection.setSoLinger(true, 0);
            return false;
        }
        statuses.computeIfAbsent(reply.status(), status -> new AtomicInteger()).incrementAndGet();
        return true;
    }

    private Seen request(String head, InputStream in) throws IOException {
        String[] lines = head.split("\r\n", -1);
        var headers = new LinkedHashMap<String, String>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Seen(arrived.getAndIncrement(), lines[0].split(" ", -1)[1], headers,
                new String(body, StandardCharsets.UTF_8));
    }

    /// The request line and the headers; empty when the client has closed.
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.substring(0, head.length() - 4);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
