package dev.retort.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Requests that are wrong in ten ways, each with the status that docs/serve.md promises.
final class Malformed {
    /// What is sent after the head; whether the client waits for an answer before it is through.
    private record Kind(String name, byte[] request, int status) {}

    private static final String POST = "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

    private final int port;
    private final List<Kind> kinds = List.of(
            json("wrong JSON", "{\"inputs\": \"a\"", 422),
            json("wrong type", "{\"inputs\": 7}", 422),
            json("a pair", "{\"inputs\": [\"a\", \"b\"]}", 422),
            json("deep nesting", "{\"inputs\": " + "[".repeat(100_000), 422),
            json("empty", "{\"inputs\": \"\"}", 400),
            new Kind("invalid UTF-8", join(POST + "content-length: 14\r\n\r\n{\"inputs\": \"",
                    new byte[]{(byte) 0xc3}, "}"), 422),
            new Kind("100 MB announced", (POST + "content-length: 100000000\r\n\r\n" + "x".repeat(100_000))
                    .getBytes(StandardCharsets.UTF_8), 413),
            new Kind("3 MB in chunks", (POST + "transfer-encoding: chunked\r\n\r\n"
                    + ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(46)).getBytes(StandardCharsets.UTF_8), 413),
            new Kind("no HTTP", "what is this\r\n\r\n".getBytes(StandardCharsets.UTF_8), 400),
            new Kind("huge head", ("GET / HTTP/1.1\r\nx: " + "y".repeat(100_000) + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8), 431));

    Malformed(int port) {
        this.port = port;
    }

    private static Kind json(String name, String body, int status) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Kind(name, join(POST + "content-length: " + bytes.length + "\r\n\r\n", bytes, ""), status);
    }

    private static byte[] join(String before, byte[] bytes, String after) {
        var joined = new java.io.ByteArrayOutputStream();
        joined.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        joined.writeBytes(bytes);
        joined.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return joined.toByteArray();
    }

    /// Sends requests of all kinds in turn.
    ///
    /// @return by kind how many did not get their status
    Map<String, Integer> send(int requests) {
        Map<String, Integer> wrong = new TreeMap<>();
        for (int request = 0; request < requests; request++) {
            Kind kind = kinds.get(request % kinds.size());
            int status = status(kind.request());
            if (status != kind.status()) {
                wrong.merge("%s: %d instead of %d".formatted(kind.name(), status, kind.status()), 1, Integer::sum);
            }
        }
        return wrong;
    }

    /// The server may answer and close before it has read everything.
    private int status(byte[] request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                out.flush();
            } catch (IOException closedEarly) {
                // what it said before is still to be read
            }
            return LoadClient.status(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException broken) {
            return 0;
        }
    }
}
