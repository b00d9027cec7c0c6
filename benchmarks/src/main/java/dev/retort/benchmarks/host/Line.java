package dev.retort.benchmarks.host;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// One kept connection: HTTP/1.1 requests with a `Content-Length`, one after the other. Used by one thread.
final class Line {
    private static final int FIRST_SIZE = 4096;
    private static final int LARGEST = 1 << 24;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Runnable closed;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int filled;
    /// Where the head ends, with the empty line; 0 while it is not known.
    private int headEnd;
    private int bodyLength;
    private Optional<Unsent> unsent = Optional.empty();

    /// A request as it came in.
    ///
    /// @param target such as `GET /stats`
    record Incoming(String target, Asked asked) {}

    private record Unsent(ByteBuffer bytes, boolean reset, Runnable whole) {}

    /// @param closed called once, when this end closes the connection
    Line(SocketChannel channel, SelectionKey key, Runnable closed) {
        this.channel = channel;
        this.key = key;
        this.closed = closed;
    }

    /// Reads what has come.
    ///
    /// @return false once the client has gone
    boolean fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = channel.read(ByteBuffer.wrap(buffer, filled, buffer.length - filled));
        filled += Math.max(0, read);
        return read >= 0;
    }

    /// The request that is whole now, if one is.
    Optional<Incoming> next() throws IOException {
        if (headEnd == 0) {
            findHead();
        }
        return headEnd > 0 && filled >= headEnd + bodyLength
                ? Optional.of(new Incoming(target(), Asked.of(buffer, headEnd, bodyLength)))
                : Optional.empty();
    }

    private void findHead() throws IOException {
        for (int i = 3; i < filled; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r') {
                headEnd = i + 1;
                bodyLength = contentLength(new String(buffer, 0, i, StandardCharsets.ISO_8859_1));
                return;
            }
        }
        if (filled > LARGEST) {
            throw new IOException("a head of more than %d bytes".formatted(LARGEST));
        }
    }

    private static int contentLength(String head) throws IOException {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\ncontent-length:");
        if (at < 0) {
            return 0;
        }
        int from = at + "\ncontent-length:".length();
        int length = Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
        if (length > LARGEST) {
            throw new IOException("a body of more than %d bytes".formatted(LARGEST));
        }
        return length;
    }

    private String target() {
        int space = 0;
        int end = 0;
        while (space < 2 && end < headEnd) {
            space += buffer[end++] == ' ' ? 1 : 0;
        }
        return new String(buffer, 0, end - 1, StandardCharsets.ISO_8859_1);
    }

    /// Forgets the request that was whole.
    void taken() {
        int end = headEnd + bodyLength;
        System.arraycopy(buffer, end, buffer, 0, filled - end);
        filled -= end;
        headEnd = 0;
        bodyLength = 0;
    }

    /// Sends, at once as far as the operating system takes it.
    ///
    /// @param reset whether the connection is reset after these bytes
    /// @param whole called once all bytes were taken
    void send(ByteBuffer bytes, boolean reset, Runnable whole) throws IOException {
        unsent = Optional.of(new Unsent(bytes, reset, whole));
        flush();
    }

    void flush() throws IOException {
        if (unsent.isEmpty()) {
            return;
        }
        Unsent now = unsent.get();
        channel.write(now.bytes());
        if (now.bytes().hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            return;
        }
        unsent = Optional.empty();
        if (now.reset()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // makes the close a reset
            close();
        } else {
            key.interestOps(SelectionKey.OP_READ);
        }
        now.whole().run();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() throws IOException {
        if (channel.isOpen()) {
            closed.run();
            channel.close();
        }
    }
}
