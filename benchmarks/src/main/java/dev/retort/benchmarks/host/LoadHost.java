package dev.retort.benchmarks.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// A host that speaks OpenAI's chat completions: one thread, one selector, no thread waits for an answer to be due.
/// `POST` anything is a request; `GET /stats` and `GET /requests` tell what was counted ([Reckoning]), `GET /quit` ends it.
///
/// Prints its base URL as its first line.
public final class LoadHost implements AutoCloseable {
    private record Due(Line line, Asked asked, Model.Response response, long at) {}

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Reckoning reckoning = new Reckoning();
    private final Model model;
    private final PriorityQueue<Due> due = new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
    private boolean over;

    private LoadHost(HostOptions options, ServerSocketChannel server, Selector selector) {
        this.server = server;
        this.selector = selector;
        this.model = new Model(options, reckoning);
    }

    public static void main(String[] words) throws IOException {
        try (LoadHost host = open(HostOptions.parse(List.of(words)))) {
            System.out.println(host.baseUrl());
            host.serve();
        }
    }

    static LoadHost open(HostOptions options) throws IOException {
        var server = ServerSocketChannel.open();
        try {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), 1024);
            server.configureBlocking(false);
            return new LoadHost(options, server, selector(server));
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    private static Selector selector(ServerSocketChannel server) throws IOException {
        Selector selector = Selector.open();
        try {
            server.register(selector, SelectionKey.OP_ACCEPT);
            return selector;
        } catch (IOException | RuntimeException failure) {
            selector.close();
            throw failure;
        }
    }

    /// Where clients are pointed to.
    String baseUrl() throws IOException {
        return "http://127.0.0.1:%d/v1".formatted(((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    /// Answers until it is told to quit.
    void serve() throws IOException {
        while (!over) {
            selector.select(this::ready, untilDue());
            sendDue();
        }
    }

    /// In milliseconds, rounded up; 0 means for ever.
    private long untilDue() {
        return due.isEmpty() ? 0 : Math.max(1, (due.element().at() - System.nanoTime() + 999_999) / 1_000_000);
    }

    private void sendDue() {
        long now = System.nanoTime();
        while (!due.isEmpty() && due.element().at() <= now) {
            Due next = due.remove();
            if (next.line().isOpen()) {
                orClose(next.line(), () -> send(next));
            }
        }
    }

    private void send(Due next) throws IOException {
        next.line().send(next.response().bytes(), next.response().reset(), () -> next.response().charge()
                .ifPresent(charge -> reckoning.sentWhole(next.asked(), charge)));
    }

    private void ready(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
        } else if (key.attachment() instanceof Line line) {
            orClose(line, () -> {
                if (key.isWritable()) {
                    line.flush();
                }
                if (line.isOpen() && key.isReadable()) { // a reset has closed it
                    read(line);
                }
            });
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                key.attach(new Line(channel, key, reckoning::closed));
                reckoning.opened();
            }
        } catch (IOException refused) {
            System.err.println("load host: a connection could not be accepted: " + refused.getMessage());
        }
    }

    private void read(Line line) throws IOException {
        if (!line.fill()) {
            throw new IOException("gone");
        }
        for (Optional<Line.Incoming> request = line.next(); request.isPresent(); request = line.next()) {
            take(line, request.get());
            line.taken();
        }
    }

    private void take(Line line, Line.Incoming request) throws IOException {
        long now = System.nanoTime();
        switch (request.target()) {
            case "GET /stats" -> tell(line, reckoning.stats(now, cpuSeconds()));
            case "GET /requests" -> tell(line, reckoning.requests());
            case "GET /quit" -> {
                tell(line, new byte[0]);
                over = true;
            }
            default -> {
                Asked asked = request.asked();
                model.respond(asked, now).ifPresent(
                        response -> due.add(new Due(line, asked, response, now + response.after().toNanos())));
            }
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / 1e9;
    }

    private static void tell(Line line, byte[] json) throws IOException {
        byte[] head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(json.length).getBytes(StandardCharsets.ISO_8859_1);
        line.send(ByteBuffer.allocate(head.length + json.length).put(head).put(json).flip(), false, () -> {});
    }

    private interface Exchange {
        void run() throws IOException;
    }

    /// A client that went away takes only its own connection with it.
    private void orClose(Line line, Exchange exchange) {
        try {
            exchange.run();
        } catch (IOException gone) {
            try {
                line.close();
            } catch (IOException alreadyClosed) {
                // there is nothing left to do for it
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
        server.close();
    }
}
