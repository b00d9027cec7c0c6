package dev.retort.scalars;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The few messages of `tensorflow/core/util/event.proto` and `summary.proto` that scalars need, in protobuf's wire form.
///
///     Event      1 wall_time double   2 step int64   3 file_version string   5 summary Summary   7 session_log SessionLog
///     Summary    1 value Value, repeated
///     Value      1 tag string         2 simple_value float
///     SessionLog 1 status enum        1 is START
final class Event {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Event() {}

    /// What every file begins with.
    static byte[] version(Instant at) {
        return new Event().fixed64(1, seconds(at)).text(3, "brain.Event:2").bytes();
    }

    /// Says that steps from here on are written anew: a reader forgets what it has read of them before.
    static byte[] start(Instant at, long step) {
        return new Event().fixed64(1, seconds(at)).varint(2, step).message(7, new Event().varint(1, 1)).bytes();
    }

    static byte[] of(Scalars scalars) {
        var summary = new Event();
        scalars.values().forEach(
                (tag, value) -> summary.message(1, new Event().text(1, tag).fixed32(2, value.floatValue())));
        return new Event().fixed64(1, scalars.wallTime()).varint(2, scalars.step()).message(5, summary).bytes();
    }

    static double seconds(Instant at) {
        return at.toEpochMilli() / 1e3;
    }

    private Event fixed64(int field, double value) {
        key(field, FIXED64);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
        return this;
    }

    private Event fixed32(int field, float value) {
        key(field, FIXED32);
        out.writeBytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return this;
    }

    private Event varint(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    private Event text(int field, String value) {
        return lengthAndBytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private Event message(int field, Event value) {
        return lengthAndBytes(field, value.bytes());
    }

    private Event lengthAndBytes(int field, byte[] value) {
        key(field, BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void key(int field, int wireType) {
        varint(((long) field << 3) | wireType);
    }

    /// Seven bits a byte, the low ones first; the eighth says that more follow.
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private byte[] bytes() {
        return out.toByteArray();
    }
}
