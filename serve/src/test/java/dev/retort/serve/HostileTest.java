package dev.retort.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.http.HttpOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Slow and hostile clients: each gets its answer, and the next one is served as if nothing had been.
class HostileTest {
    private static final String POST = "POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    private static final String TEXT = "{\"inputs\": \"Profit doubled.\"}";

    @TempDir
    private Path directory;
    private Served served;

    @BeforeEach
    void serve() {
        served = Served.with(Served.OPTIONS, TinyStudent.in(directory.resolve("tiny")));
    }

    @AfterEach
    void serverIsWell() {
        try (Served closing = served) {
            assertThat(closing.post("/predict", TEXT).statusCode()).isEqualTo(200);
            assertThat(closing.metric("retort_body_bytes")).isZero();
            assertThat(closing.failures).isEmpty();
        }
    }

    private static String lengthed(String body) {
        return "content-length: %d\r\n\r\n%s".formatted(body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    private static void assertRefused(String answer, int status, String type) {
        assertThat(answer).startsWith("HTTP/1.1 %d ".formatted(status)).contains("connection: close",
                "\"error_type\":\"%s\"".formatted(type));
    }

    @Test
    void whatIsNoHttpIs400() throws IOException {
        assertRefused(served.raw("hello there\r\n\r\n"), 400, "Validation");
        assertRefused(served.raw("POST /predict HTTP/1.1\r\nhost x\r\n\r\n"), 400, "Validation");
        assertRefused(served.raw(POST + "content-length: -5\r\n\r\n"), 400, "Validation");
        assertRefused(served.raw(POST + "content-length: 5\r\ncontent-length: 6\r\n\r\nhello"), 400, "Validation");
    }

    @Test
    void randomBytesDoNoHarm() throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(1, 3000)];
            random.nextBytes(bytes);
            try (Socket socket = served.socket()) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // the server may have closed first
            }
        }
    }

    @Test
    void hugeHeadsAre431And414() throws IOException {
        assertRefused(served.raw("GET / HTTP/1.1\r\nx: %s\r\n\r\n".formatted("y".repeat(5000))), 431, "Validation");
        assertRefused(served.raw("GET /%s HTTP/1.1\r\n\r\n".formatted("y".repeat(5000))), 414, "Validation");
    }

    @Test
    void headsThatDripAre408() throws IOException {
        try (Socket socket = served.socket()) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            long start = System.nanoTime();
            while (in.available() == 0 && System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
                out.write("x".getBytes(StandardCharsets.UTF_8));
                out.flush();
                Thread.onSpinWait();
            }
            assertThat(new String(in.readNBytes(12), StandardCharsets.UTF_8)).isIn("HTTP/1.1 408", "HTTP/1.1 414");
        }
        try (Socket socket = served.socket()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n".getBytes(StandardCharsets.UTF_8));
            assertRefused(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 408, "Timeout");
        }
    }

    @Test
    void bodiesThatDoNotComeAre408() throws IOException {
        assertRefused(served.raw(POST + "content-length: 100\r\n\r\n{\"inp"), 408, "Timeout");
        assertRefused(served.raw(POST + "transfer-encoding: chunked\r\n\r\n5\r\n{\"inp\r\n"), 408, "Timeout");
    }

    @Test
    void bodiesThatAreTooLargeAre413() throws IOException {
        assertRefused(served.raw(POST + "content-length: 100000000\r\n\r\n{"), 413, "Validation");
        assertRefused(served.raw(POST + "content-length: 100000000\r\nexpect: 100-continue\r\n\r\n"), 413,
                "Validation");
        assertRefused(served.raw(POST + lengthed(" ".repeat(100_001))), 413, "Validation");
    }

    @Test
    void chunksWithoutEndAre413() throws IOException {
        try (Socket socket = served.socket()) {
            OutputStream out = socket.getOutputStream();
            out.write((POST + "transfer-encoding: chunked\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 40; i++) {
                out.write(chunk);
            }
            out.flush();
            assertRefused(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 413,
                    "Validation");
        }
    }

    @Test
    void brokenJsonIs422() throws IOException {
        var invalid = new ByteArrayOutputStream();
        invalid.write((POST + "content-length: 14\r\nconnection: close\r\n\r\n{\"inputs\":\"").getBytes(
                StandardCharsets.UTF_8));
        invalid.write(new byte[]{(byte) 0xc3, '"', '}'});
        assertThat(served.raw(invalid.toByteArray())).startsWith("HTTP/1.1 422 ").contains("must be JSON in UTF-8");
        assertThat(served.post("/predict", "{\"inputs\": " + "[".repeat(50_000)).statusCode()).isEqualTo(422);
        assertThat(served.post("/predict", "{\"x\": ".repeat(10_000) + "1" + "}".repeat(10_000)).statusCode())
                .isEqualTo(422);
        assertThat(served.post("/predict", "{\"inputs\": \"a\", \"x\": " + "9".repeat(5000) + "}").statusCode())
                .isIn(200, 422);
        assertThat(served.post("/predict", "").statusCode()).isEqualTo(422);
    }

    @Test
    void oddTextsAreAnswered() {
        for (String text : List.of("\\u0000", "\\ud800", "\\udfff\\ud83d", " ", "\\uffff", "\\u200b", "\\r\\n")) {
            assertThat(served.post("/predict", "{\"inputs\": \"%s\"}".formatted(text)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void continueIsSaidWhereItIsExpected() throws IOException {
        String answer = served.raw(POST + "expect: 100-continue\r\nconnection: close\r\n" + lengthed(TEXT));
        assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n").contains("HTTP/1.1 200 OK");
        assertRefused(served.raw(POST + "expect: miracles\r\n" + lengthed(TEXT)), 417, "Validation");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String get = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n";
        String last = POST + "connection: close\r\n" + lengthed(TEXT);
        String answers = served.raw(POST + lengthed(TEXT) + get.repeat(500) + last);
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(503);
        assertThat(answers.indexOf("neutral")).isLessThan(answers.indexOf("content-length: 0"));
    }

    @Test
    void oldClientsAreClosedUnlessTheyAskToStay() throws IOException {
        assertThat(served.raw("GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 OK").contains(
                "connection: close");
    }

    @Test
    void headHasNoBody() throws IOException {
        String answer = served.raw("HEAD /openapi.json HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
    }

    @Test
    void moreConnectionsThanAllowedAreRefusedAndTheOthersServed() throws IOException {
        HttpOptions usual = Served.OPTIONS.http();
        var few = new HttpOptions(usual.host(), 0, usual.maxHeadBytes(), usual.maxBodyBytes(), usual.maxBodiesBytes(),
                3, usual.headTimeout(), usual.bodyTimeout(), usual.idleTimeout(), usual.writeTimeout(), 1);
        ServeOptions options = Served.OPTIONS;
        try (Served small = Served.with(new ServeOptions(few, options.batching(), options.student(),
                options.maxTexts(), options.keys(), options.origin(), false, options.state()),
                directory.resolve("tiny"))) {
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < 2; i++) {
                    open.add(small.socket());
                }
                assertThat(small.get("/health").statusCode()).isEqualTo(200);
                try (Socket refused = small.socket()) {
                    assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                            .startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
                }
                assertThat(small.get("/health").statusCode()).isEqualTo(200);
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void bodiesTogetherAreBounded() throws IOException {
        HttpOptions usual = Served.OPTIONS.http();
        var small = new HttpOptions(usual.host(), 0, usual.maxHeadBytes(), 10_000, 25_000, usual.maxConnections(),
                usual.headTimeout(), Duration.ofSeconds(20), usual.idleTimeout(), usual.writeTimeout(), 1);
        ServeOptions options = Served.OPTIONS;
        try (Served bounded = Served.with(new ServeOptions(small, options.batching(), options.student(),
                options.maxTexts(), options.keys(), options.origin(), false, options.state()),
                directory.resolve("tiny"))) {
            List<Socket> open = new ArrayList<>();
            byte[] most = (POST + "content-length: 10000\r\n\r\n" + " ".repeat(9000)).getBytes(StandardCharsets.UTF_8);
            try {
                for (int i = 0; i < 2; i++) {
                    Socket socket = bounded.socket();
                    socket.getOutputStream().write(most);
                    open.add(socket);
                }
                while (bounded.metric("retort_body_bytes") < 18_000) {
                    Thread.onSpinWait();
                }
                assertThat(bounded.raw(most)).startsWith("HTTP/1.1 429 ").contains("Overloaded");
            } finally {
                for (Socket socket : open) {
                    socket.close();
                }
            }
            while (bounded.metric("retort_body_bytes") > 0) {
                Thread.onSpinWait();
            }
        }
    }
}
