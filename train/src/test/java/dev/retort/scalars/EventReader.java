package dev.retort.scalars;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads event files as their format says, sharing nothing with what writes them: sums are computed bit by bit.
final class EventReader {
    /// @param text of a version or a tag
    record Read(String what, long step, String text, double value, double wallTime) {}

    private EventReader() {}

    static List<Read> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var events = new ArrayList<Read>();
        while (in.hasRemaining()) {
            byte[] length = take(in, 8);
            check(length, in.getInt());
            byte[] data = take(in, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
            check(data, in.getInt());
            event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN), events);
        }
        return events;
    }

    static List<Read> scalars(Path file) throws IOException {
        return read(file).stream().filter(event -> event.what().equals("scalar")).toList();
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static void check(byte[] data, int stored) {
        long crc = crc32c(data);
        long masked = (((crc >>> 15) | ((crc << 17) & 0xffffffffL)) + 0xa282ead8L) & 0xffffffffL;
        if (masked != (stored & 0xffffffffL)) {
            throw new AssertionError("masked CRC-32C %08x, stored %08x".formatted(masked, stored));
        }
    }

    /// Polynomial 0x1EDC6F41 (Castagnoli), reflected.
    static long crc32c(byte[] data) {
        long crc = 0xffffffffL;
        for (byte value : data) {
            crc ^= value & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? (crc >>> 1) ^ 0x82f63b78L : crc >>> 1;
            }
        }
        return crc ^ 0xffffffffL;
    }

    private static void event(ByteBuffer in, List<Read> events) {
        double wallTime = 0;
        long step = 0;
        while (in.hasRemaining()) {
            switch ((int) varint(in)) {
                case (1 << 3) | 1 -> wallTime = in.getDouble();
                case 2 << 3 -> step = varint(in);
                case (3 << 3) | 2 -> events.add(new Read("version", step, text(in), 0, wallTime));
                case (5 << 3) | 2 -> summary(message(in), step, wallTime, events);
                case (7 << 3) | 2 -> {
                    ByteBuffer log = message(in);
                    if (varint(log) != 1 << 3 || varint(log) != 1 || log.hasRemaining()) {
                        throw new AssertionError("a session log other than START");
                    }
                    events.add(new Read("start", step, "", 0, wallTime));
                }
                default -> throw new AssertionError("a field that no event has");
            }
        }
    }

    private static void summary(ByteBuffer in, long step, double wallTime, List<Read> events) {
        while (in.hasRemaining()) {
            if (varint(in) != ((1 << 3) | 2)) {
                throw new AssertionError("a summary holds values");
            }
            ByteBuffer value = message(in);
            if (varint(value) != ((1 << 3) | 2)) {
                throw new AssertionError("a value begins with its tag");
            }
            String tag = text(value);
            if (varint(value) != ((2 << 3) | 5)) {
                throw new AssertionError("a tag is followed by a simple value");
            }
            events.add(new Read("scalar", step, tag, value.getFloat(), wallTime));
        }
    }

    private static ByteBuffer message(ByteBuffer in) {
        return ByteBuffer.wrap(take(in, (int) varint(in))).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String text(ByteBuffer in) {
        return new String(take(in, (int) varint(in)), StandardCharsets.UTF_8);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
