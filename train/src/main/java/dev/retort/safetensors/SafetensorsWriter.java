package dev.retort.safetensors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes F32 tensors as transformers does: sorted by name, metadata `format=pt`, the same bytes for the same weights.
/// The file appears whole or not at all.
public final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 20;

    private SafetensorsWriter() {}

    /// Gives a tensor's values when its turn comes, so that only one tensor needs to be in memory.
    @FunctionalInterface
    public interface Source {
        /// @return as many numbers as the shape named for it has
        float[] values(String name) throws IOException;
    }

    /// @param shapes of all tensors by name
    /// @param source is asked once for each name, in the order of the names
    public static void write(Path file, Map<String, Shape> shapes, Source source) throws IOException {
        var sorted = new TreeMap<>(shapes);
        Path target = file.toAbsolutePath();
        Path directory = target.getParent();
        if (directory == null) {
            throw new IOException("%s: weights are written to a file, not to a root directory".formatted(file));
        }
        Path whole = directory.resolve(".%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid()));
        try {
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                writeFully(channel, header(sorted));
                writeValues(channel, sorted, source);
                channel.force(true);
            }
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static ByteBuffer header(SortedMap<String, Shape> shapes) {
        var json = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), json)) {
            generator.writeStartObject();
            generator.writeName("__metadata__");
            generator.writeStartObject();
            generator.writeStringProperty("format", "pt");
            generator.writeEndObject();
            long offset = 0;
            for (var tensor : shapes.entrySet()) {
                generator.writeName(tensor.getKey());
                offset = writeEntry(generator, tensor.getValue(), offset);
            }
            generator.writeEndObject();
        }
        int padded = (json.size() + 7) / 8 * 8;
        ByteBuffer header = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json.toByteArray())
                .put(" ".repeat(padded - json.size()).getBytes(StandardCharsets.US_ASCII));
        return header.flip();
    }

    private static long writeEntry(JsonGenerator generator, Shape shape, long begin) {
        long end = begin + shape.size() * DType.F32.bytes();
        generator.writeStartObject();
        generator.writeStringProperty("dtype", DType.F32.name());
        generator.writeName("shape");
        generator.writeArray(shape.toArray(), 0, shape.rank());
        generator.writeName("data_offsets");
        generator.writeArray(new long[]{begin, end}, 0, 2);
        generator.writeEndObject();
        return end;
    }

    private static void writeValues(FileChannel channel, SortedMap<String, Shape> shapes, Source source)
            throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var tensor : shapes.entrySet()) {
            float[] values = source.values(tensor.getKey());
            if (values.length != tensor.getValue().size()) {
                throw new IllegalArgumentException("tensor '%s' of shape %s needs %d numbers, got %d"
                        .formatted(tensor.getKey(), tensor.getValue(), tensor.getValue().size(), values.length));
            }
            int perChunk = CHUNK_BYTES / Float.BYTES;
            for (int from = 0; from < values.length; from += perChunk) {
                int count = Math.min(perChunk, values.length - from);
                chunk.clear().asFloatBuffer().put(values, from, count);
                writeFully(channel, chunk.limit(count * Float.BYTES));
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
