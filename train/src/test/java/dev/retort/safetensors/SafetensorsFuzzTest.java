package dev.retort.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Hostile files: whatever they hold, they are refused in one line or read right, and never take memory out of
/// proportion to their bytes.
@Timeout(60)
class SafetensorsFuzzTest {
    /// What opening and reading a file of N bytes may allocate: this, and [#MOST_PER_BYTE] for each byte. JDK and
    /// Jackson need some hundred kilobytes for buffers and classes; a decoded header, its tokens and its entries some
    /// times its bytes.
    private static final long MOST_FIXED = 1 << 20;
    private static final long MOST_PER_BYTE = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory;

    /// Classes that load on the first call would count as memory of the first file.
    @BeforeEach
    void loadClasses() throws IOException {
        for (String header : List.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "{\"a\":{}}",
                "{")) {
            Path path = Files.write(directory.resolve("warm"), file(header, new byte[4]));
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertThat(file.floats("a")).containsExactly(0);
            } catch (SafetensorsException refused) {
                assertThat(refused).hasMessageStartingWith(path + ": ");
            }
        }
    }

    /// Well-formed JSON with lengths, offsets, shapes and types from the edges of what numbers can be.
    @Test
    void hostileHeadersAreRefusedOrReadRight() throws IOException {
        int read = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            byte[] values = new byte[random.nextInt(5) * 8];
            random.nextBytes(values);
            if (accepted("seed " + seed, file(header(random, values.length), values, random))) {
                read++;
            }
        }
        // both ways are taken: or the mutations would all be too wild, or all harmless
        assertThat(read).isBetween(150, 2_850);
    }

    /// Bytes of a real file changed, cut out, doubled, its end cut off, its length field overwritten.
    @Test
    void damagedFilesAreRefusedOrReadRight() throws IOException {
        byte[] tiny = file("""
                {"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
                "a.bias":{"dtype":"BF16","shape":[3],"data_offsets":[24,30]},"b":{"dtype":"F16","shape":[],
                "data_offsets":[30,32]},"n":{"dtype":"I64","shape":[1],"data_offsets":[32,40]}}""", new byte[40]);
        assertThat(accepted("undamaged", tiny)).isTrue();
        int read = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            if (accepted("seed " + seed, damaged(tiny, new Random(seed)))) {
                read++;
            }
        }
        assertThat(read).isBetween(25, 2_975);
    }

    /// Headers that are hostile by their size: each is refused or read within the bound on memory.
    @Test
    void largeHeadersTakeMemoryInProportion() throws IOException {
        int million = 1 << 20;
        accepted("nested lists", file("{\"a\":{\"x\":" + "[".repeat(million), new byte[0]));
        accepted("nested objects", file("{\"a\":".repeat(million / 4), new byte[0]));
        accepted("nested in what is skipped", file("{\"a\":{\"x\":" + "[".repeat(million) + "]".repeat(million)
                + "}}", new byte[0]));
        accepted("a long shape", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(million) + "1]}}",
                new byte[0]));
        accepted("a long number", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + "9".repeat(million) + "]}}",
                new byte[0]));
        accepted("a long fraction", file("{\"a\":{\"x\":1e" + "9".repeat(million) + "}}", new byte[0]));
        accepted("a long name", file("{\"" + "a".repeat(million) + "\":3}", new byte[0]));
        accepted("a long dtype", file("{\"a\":{\"dtype\":\"" + "F".repeat(million)
                + "\",\"shape\":[],\"data_offsets\":[0,4]}}", new byte[4]));
        accepted("white space", file(" ".repeat(million) + "{}", new byte[0]));
        accepted("escapes", file("{\"" + "\\u0000".repeat(million / 6) + "\":3}", new byte[0]));
        String empty = "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
        var many = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            many.add("\"t" + i + empty);
        }
        assertThat(accepted("many empty tensors", file("{" + String.join(",", many) + "}", new byte[0]))).isTrue();
        assertThat(accepted("one name many times", file("{" + String.join(",",
                Collections.nCopies(20_000, "\"t" + empty)) + "}", new byte[0]))).isFalse();
    }

    /// Names whose hashes are all equal would make a table of names a list, and opening quadratic.
    @Test
    void namesWithOneHashAreReadAsFast() throws IOException {
        var entries = new ArrayList<String>();
        for (int i = 0; i < 1 << 14; i++) {
            var name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // the two have one String.hashCode
            }
            entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}".formatted(name));
        }
        byte[] file = file("{" + String.join(",", entries) + "}", new byte[0]);
        // read, or refused by the parser's own guard against such names
        accepted("one hash", file);
    }

    /// Whether a file can be read; if so, every tensor is read and has the bytes that the header tells.
    private boolean accepted(String what, byte[] bytes) throws IOException {
        Path path = Files.write(directory.resolve("model.safetensors"), bytes);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read = true;
        List<TensorEntry> entries = List.of();
        String refusal = "";
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            entries = file.entries();
            for (TensorEntry entry : entries) {
                int numbers = entry.dtype() == DType.I64
                        ? file.longs(entry.name()).length
                        : file.floats(entry.name()).length;
                if (numbers != entry.shape().size() || file.bytes(entry.name()).byteSize() != (long) numbers
                        * entry.dtype().bytes()) {
                    throw new AssertionError("%s: %s has %d numbers".formatted(what, entry, numbers));
                }
            }
        } catch (SafetensorsException refused) {
            read = false;
            refusal = String.valueOf(refused.getMessage());
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes allocated for %s, a file of %d bytes", what, bytes.length)
                .isLessThan(MOST_FIXED + MOST_PER_BYTE * bytes.length);
        if (read) {
            assertThat(entries.stream().mapToLong(entry -> entry.end() - entry.begin()).sum()).as(what)
                    .isEqualTo(dataBytes(bytes));
        } else {
            assertThat(refusal).as(what).startsWith(path + ": ").doesNotContain("\n").hasSizeLessThan(2000);
        }
        return read;
    }

    private static long dataBytes(byte[] file) {
        return file.length - 8 - ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /// Up to four tensors, most of them with one thing wrong.
    private static String header(Random random, int dataBytes) {
        var entries = new ArrayList<String>();
        long next = 0;
        int tensors = random.nextInt(5);
        for (int tensor = 0; tensor < tensors; tensor++) {
            String dtype = random.nextInt(8) == 0
                    ? pick(random, "F64", "I32", "BOOL", "F8_E4M3", "U8", "f32", "", "F32 ", "\\u0046\\u0033\\u0032")
                    : pick(random, "F32", "F16", "BF16", "I64");
            int size = dtype.equals("I64") ? 8 : dtype.equals("F32") ? 4 : 2;
            long room = Math.max(0, dataBytes - next);
            long count = tensor == tensors - 1 ? room / size : random.nextLong(room / size + 1);
            String shape = random.nextInt(10) == 0 ? edges(random) : shape(random, count);
            long begin = next;
            next += count * size;
            String offsets = random.nextInt(10) == 0 ? edges(random) : "[%d,%d]".formatted(begin, next);
            String name = random.nextInt(10) == 0 ? pick(random, "same", "\\n\\u2028", "") : "t" + tensor;
            String extra = random.nextInt(20) == 0 ? ",\"x\":" + edges(random) : "";
            entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s%s}".formatted(name, dtype, shape,
                    offsets, extra));
        }
        if (random.nextInt(10) == 0) {
            entries.add(
                    "\"__metadata__\":" + pick(random, "{}", "{\"a\":\"b\"}", "{\"a\":3}", "[]", "null", "{\"a\":{}}",
                            "\"\""));
        }
        Collections.shuffle(entries, random);
        return "{" + String.join(",", entries) + "}" + " ".repeat(random.nextInt(8));
    }

    /// Extents that multiply to `count`.
    private static String shape(Random random, long count) {
        return switch (random.nextInt(4)) {
            case 0 -> "[1,%d]".formatted(count);
            case 1 -> count % 2 == 0 ? "[%d,2]".formatted(count / 2) : "[%d]".formatted(count);
            case 2 -> count == 1 ? "[]" : "[%d]".formatted(count);
            default -> "[%d]".formatted(count);
        };
    }

    /// A list of numbers near the ends of int, long and double, or no list at all.
    private static String edges(Random random) {
        var numbers = new ArrayList<String>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            numbers.add(pick(random, "0", "-0", "-1", "1", "4", "8", "2147483647", "2147483648", "4294967296",
                    "9223372036854775807", "9223372036854775806", "9223372036854775800", "-9223372036854775808",
                    "9223372036854775808", "18446744073709551615", "4611686018427387904", "3037000500", "1e3", "0.5",
                    "null", "true", "\"4\"", "[]", "{}", "NaN"));
        }
        return random.nextInt(8) == 0 ? numbers.getFirst() : "[" + String.join(",", numbers) + "]";
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] file(String header, byte[] values) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + values.length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length)
                .put(json).put(values).array();
    }

    /// As above; one in ten has another length than its header, or too few values.
    private static byte[] file(String header, byte[] values, Random random) {
        byte[] file = file(header, values);
        if (random.nextInt(10) == 0) {
            long length = switch (random.nextInt(6)) {
                case 0 -> Long.MAX_VALUE;
                case 1 -> Long.MIN_VALUE;
                case 2 -> -random.nextInt(16);
                case 3 -> Integer.MAX_VALUE;
                case 4 -> file.length - 8L + random.nextInt(3);
                default -> random.nextInt(file.length);
            };
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(file, random.nextInt(file.length + 9)) : file;
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] file = whole.clone();
        for (int change = random.nextInt(3); change >= 0; change--) {
            int at = random.nextInt(file.length);
            int length = random.nextInt(Math.min(12, file.length - at)) + 1;
            switch (random.nextInt(6)) {
                case 0 -> file[at] = (byte) random.nextInt(256);
                case 1 -> file[at] = (byte) "{}[]\",:0123456789-eF ".charAt(random.nextInt(21));
                case 2 -> file = joined(file, at, file, at + length);
                case 3 -> file = joined(file, at + length, file, at);
                case 4 -> file = Arrays.copyOf(file, Math.max(1, file.length - random.nextInt(48)));
                default -> file[random.nextInt(Math.min(8, file.length))] = (byte) random.nextInt(256);
            }
        }
        return file;
    }

    /// The first `until` bytes of one and those of the other from `from` on.
    private static byte[] joined(byte[] one, int until, byte[] other, int from) {
        byte[] joined = Arrays.copyOf(one, until + other.length - from);
        System.arraycopy(other, from, joined, until, other.length - from);
        return joined;
    }
}
