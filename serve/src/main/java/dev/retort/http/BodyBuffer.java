package dev.retort.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// The body of a request as it comes. Grows with what has come, not with what was announced.
final class BodyBuffer {
    private static final int START = 4096;

    private byte[] bytes = new byte[0];
    private int length;

    int length() {
        return length;
    }

    void append(ByteBuf part) {
        int more = part.readableBytes();
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(1 << 29, Math.max(START, 2 * bytes.length))));
        }
        part.readBytes(bytes, length, more);
        length += more;
    }

    byte[] whole() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
