package dev.retort.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// Many clients of a model server on loopback, each with a connection of its own and one request at a time. As little
/// work a request as can be, because it runs on the server's cores.
final class LoadClient {
    private final int port;
    private final List<byte[]> requests;

    /// @param texts one a request, taken in turn
    LoadClient(int port, List<String> texts) {
        this.port = port;
        this.requests = texts.stream().map(LoadClient::request).toList();
    }

    private static byte[] request(String text) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("inputs", text, "truncate", true));
        byte[] head = ("POST /predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: "
                + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /// @param status of the answer; 0 if the connection broke
    /// @param nanos from when it should have been sent to its last byte
    private record Answered(int status, long nanos) {}

    /// What came back.
    record Load(double seconds, Map<Integer, Integer> statuses, List<Double> millis) {
        double perSecond() {
            return statuses.getOrDefault(200, 0) / seconds;
        }

        /// @param share such as 0.99, of the answers with status 200
        double quantile(double share) {
            return millis.isEmpty() ? 0 : millis.get((int) Math.min(millis.size() - 1, share * millis.size()));
        }
    }

    /// Each client sends its next request when the last one is answered.
    Load closed(int clients, Duration time) throws InterruptedException {
        return run(clients, time, 0);
    }

    /// Requests are due evenly, whether the server keeps up or not; a client that is late counts the delay.
    Load open(int clients, double perSecond, Duration time) throws InterruptedException {
        return run(clients, time, perSecond);
    }

    private Load run(int clients, Duration time, double perSecond) throws InterruptedException {
        var answers = new ConcurrentLinkedQueue<Answered>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int client = 0; client < clients; client++) {
            int number = client;
            threads.add(Thread.ofVirtual().start(
                    () -> answers.addAll(client(number, clients, start, time.toNanos(), perSecond))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<Integer, Integer> statuses = new TreeMap<>();
        answers.forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
        return new Load(seconds, statuses, answers.stream().filter(answer -> answer.status() == 200)
                .map(answer -> answer.nanos() / 1e6).sorted().toList());
    }

    private List<Answered> client(int number, int clients, long start, long nanos, double perSecond) {
        List<Answered> answers = new ArrayList<>();
        int sent = number;
        while (System.nanoTime() - start < nanos) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(60_000);
                var in = new BufferedInputStream(socket.getInputStream());
                while (System.nanoTime() - start < nanos) {
                    long due = perSecond > 0 ? start + (long) (sent / perSecond * 1e9) : System.nanoTime();
                    LockSupport.parkNanos(due - System.nanoTime());
                    socket.getOutputStream().write(requests.get(sent % requests.size()));
                    answers.add(new Answered(status(in), System.nanoTime() - due));
                    sent += clients;
                }
            } catch (IOException broken) {
                answers.add(new Answered(0, 0));
                sent += clients;
            }
        }
        return answers;
    }

    /// Reads one answer whole.
    static int status(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", -1)[1]);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
