package dev.retort.benchmarks.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoadHostTest {
    private final List<LoadHost> hosts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private int start(String... options) throws IOException {
        LoadHost host = LoadHost.open(HostOptions.parse(List.of(options)));
        hosts.add(host);
        threads.add(Thread.ofPlatform().daemon().start(() -> {
            try {
                host.serve();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }));
        return URI.create(host.baseUrl()).getPort();
    }

    @AfterEach
    void quit() throws IOException, InterruptedException {
        for (int i = 0; i < hosts.size(); i++) {
            try (var client = new Client(URI.create(hosts.get(i).baseUrl()).getPort())) {
                client.get("/quit");
            }
            threads.get(i).join();
            hosts.get(i).close();
        }
    }

    /// A response as it came.
    ///
    /// @param head status line and headers
    private record Heard(int status, String head, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String content() {
            return json().path("choices").path(0).path("message").path("content").asString();
        }
    }

    /// One kept connection.
    private record Client(Socket socket) implements AutoCloseable {
        Client(int port) throws IOException {
            this(new Socket(InetAddress.getLoopbackAddress(), port));
        }

        Heard post(String body) throws IOException {
            send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s".formatted(
                    body.length(),
                    body));
            return hear();
        }

        Heard get(String path) throws IOException {
            send("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
            return hear();
        }

        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        Heard hear() throws IOException {
            InputStream in = socket.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("closed after '%s'".formatted(head));
                }
                head.append((char) next);
            }
            int length = Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new IOException("%d of %d bytes came".formatted(body.length, length));
            }
            return new Heard(Integer.parseInt(head.substring(9, 12)), head.toString(),
                    new String(body, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void answerNamesItsRequestAndArrivalAndIsCountedSo() throws IOException {
        int port = start();
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        try (var client = new Client(port)) {
            client.post("{\"messages\":[]}");
            Heard heard = client.post(body);

            String name = Asked.hex(Asked.of(body).name());
            assertThat(heard.status()).isEqualTo(200);
            assertThat(heard.content()).contains("request %s, arrival 2\"".formatted(name)).contains("\"label\": \"");
            JsonNode counted = client.get("/requests").json().path(name);
            JsonNode usage = heard.json().path("usage");
            // came, charged, last arrival, arrival of the last whole answer, its tokens
            assertThat(counted).extracting(JsonNode::asLong).containsExactly(1L, 1L, 2L, 2L,
                    usage.path("prompt_tokens").asLong(), usage.path("completion_tokens").asLong());
            JsonNode stats = client.get("/stats").json();
            assertThat(stats.path("received").asLong()).isEqualTo(2);
            assertThat(stats.path("distinct").asLong()).isEqualTo(2);
            assertThat(stats.path("sentWhole").asLong()).isEqualTo(2);
            assertThat(stats.path("connections").asLong()).isEqualTo(1);
        }
    }

    @Test
    void requestInPiecesIsOneRequestAndTwoInOnePieceAreTwo() throws IOException {
        try (var client = new Client(start())) {
            client.send("POST / HTTP/1.1\r\ncontent-le");
            client.send("ngth: 3\r\n\r\nab");
            client.send("cPOST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyz");
            assertThat(client.hear().content()).contains(Asked.hex(Asked.of("abc").name()));
            assertThat(client.hear().content()).contains(Asked.hex(Asked.of("xyz").name()));
        }
    }

    @Test
    void requestsOverTheLimitAreRefusedAndCounted() throws IOException {
        int port = start("--rpm", "3", "--headers", "--retry-after");
        try (var client = new Client(port)) {
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < 5; i++) {
                statuses.add(client.post("{\"n\":%d}".formatted(i)).status());
            }
            Heard refused = client.post("{}");
            JsonNode stats = client.get("/stats").json();

            assertThat(statuses).containsExactly(200, 200, 200, 429, 429);
            assertThat(refused.head()).contains("x-ratelimit-limit-requests: 3\r\n")
                    .contains("x-ratelimit-remaining-requests: 0\r\n").contains("Retry-After: 60\r\n");
            assertThat(stats.path("deeds").path("answered").asLong()).isEqualTo(3);
            assertThat(stats.path("deeds").path("over-limit").asLong()).isEqualTo(3);
            assertThat(stats.path("charged").asLong()).isEqualTo(3);
        }
    }

    @Test
    void tokensOverTheLimitAreRefusedWithoutAWord() throws IOException {
        // each answer takes 10 tokens of prompt and 16 to 31 of reply: the first fits into 50, a second does not fit as well
        try (var client = new Client(start("--tpm", "50"))) {
            String body = "x".repeat(40);
            assertThat(client.post(body).status()).isEqualTo(200);
            Heard second = client.post(body);
            assertThat(second.status()).isEqualTo(429);
            assertThat(second.head()).doesNotContain("Retry-After").doesNotContain("x-ratelimit");
        }
    }

    @Test
    void misbehavesInTheStatedSharesAndTheSameWayWithTheSameSeed() throws IOException {
        List<String> first = misbehaviour(start("--chaos", "--seed", "5"));
        assertThat(misbehaviour(start("--chaos", "--seed", "5"))).isEqualTo(first);
        // of 1,000 requests: 100 +- 3 standard deviations of 9.5, and so on; those that hang are left out by the list
        assertThat(first).filteredOn("429"::equals).hasSizeBetween(70, 130);
        assertThat(first).filteredOn("500"::equals).hasSizeBetween(29, 71);
        assertThat(first).filteredOn("reset"::equals).hasSizeBetween(6, 34);
        assertThat(first).filteredOn("hanging"::equals).hasSizeBetween(6, 34);
        assertThat(first).filteredOn("cut"::equals).hasSizeBetween(14, 46);
        assertThat(first).filteredOn("huge"::equals).hasSizeBetween(1, 20);
    }

    private static List<String> misbehaviour(int port) throws IOException {
        var seen = new ArrayList<String>();
        Client client = new Client(port);
        try {
            for (int i = 0; i < 1_000; i++) {
                String before = deeds(port);
                client.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n%04d".formatted(i));
                if (awaitDeeds(port, before).equals("hanging")) {
                    seen.add("hanging");
                    client.close();
                    client = new Client(port);
                    continue;
                }
                try {
                    seen.add(kind(client.hear()));
                } catch (SocketException reset) {
                    seen.add("reset");
                    client.close();
                    client = new Client(port);
                }
            }
        } finally {
            client.close();
        }
        return seen;
    }

    private static String kind(Heard heard) {
        if (heard.status() != 200) {
            return Integer.toString(heard.status());
        }
        if (heard.body().length() > 1_000_000) {
            return "huge";
        }
        return heard.body().endsWith("}}") ? "answered" : "cut";
    }

    private static String deeds(int port) throws IOException {
        try (var other = new Client(port)) {
            return other.get("/stats").json().path("deeds").toString();
        }
    }

    /// What the host decided on one more request: `hanging` or anything else.
    private static String awaitDeeds(int port, String before) throws IOException {
        String after = before;
        while (after.equals(before)) {
            after = deeds(port);
        }
        long hangingBefore = JsonMapper.shared().readTree(before).path("hanging").asLong(0);
        return JsonMapper.shared().readTree(after).path("hanging").asLong(0) > hangingBefore ? "hanging" : "other";
    }

    @Test
    void unknownOptionIsRefused() {
        assertThatThrownBy(() -> HostOptions.parse(List.of("--latencyms", "5")))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("no option '--latencyms'");
    }
}
