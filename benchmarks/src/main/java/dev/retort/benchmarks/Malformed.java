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
    /// @param request a character for each byte
    private record Kind(String name, String request, int status) {}

    private static final String POST = "POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

    private final int port;
    private final List<Kind> kinds = List.of(
            json("wrong JSON", "{\"inputs\": \"a\"", 422),
            json("wrong type", "{\"inputs\": 7}", 422),
            json("a pair", "{\"inputs\": [\"a\", \"b\"]}", 422),
            json("deep nesting", "{\"inputs\": " + "[".repeat(100_000), 422),
            json("empty", "{\"inputs\": \"\"}", 400),
            json("invalid UTF-8", "{\"inputs\": \"\u00c3\"}", 422),
            new Kind("100 MB announced", POST + "content-length: 100000000\r\n\r\n" + "x".repeat(100_000), 413),
            new Kind("3 MB in chunks", POST + "transfer-encoding: chunked\r\n\r\n"
                    + ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(46), 413),
            new Kind("no HTTP", "what is this\r\n\r\n", 400),
            new Kind("huge head", "GET / HTTP/1.1\r\nx: " + "y".repeat(100_000) + "\r\n\r\n", 431));

    Malformed(int port) {
        this.port = port;
    }

    private static Kind json(String name, String body, int status) {
        return new Kind(name, POST + "content-length: " + body.length() + "\r\n\r\n" + body, status);
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
    private int status(String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
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
