package dev.retort.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A safetensors file mapped into memory. Opening checks the whole header; values are read when asked for. May be used
/// by several threads; closing unmaps it.
public final class SafetensorsFile implements AutoCloseable {
    private static final int LENGTH_BYTES = 8;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final Arena arena;
    private final Header header;
    private final MemorySegment data;

    private SafetensorsFile(Path path, Arena arena, Header header, MemorySegment data) {
        this.path = path;
        this.arena = arena;
        this.header = header;
        this.data = data;
    }

    /// @throws SafetensorsException if the file breaks a rule of the format
    /// @throws IOException if it cannot be read
    @SuppressWarnings("MustBeClosedChecker") // the file owns its arena
    public static SafetensorsFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long dataBegin = LENGTH_BYTES + headerLength(file);
            Header header = Header.read(file.asSlice(LENGTH_BYTES, dataBegin - LENGTH_BYTES).asByteBuffer(),
                    file.byteSize() - dataBegin);
            return new SafetensorsFile(path, arena, header, file.asSlice(dataBegin));
        } catch (SafetensorsException broken) {
            arena.close();
            throw new SafetensorsException("%s: %s".formatted(path, broken.getMessage()), broken);
        } catch (IOException | RuntimeException | Error failure) {
            arena.close();
            throw failure;
        }
    }

    private static long headerLength(MemorySegment file) throws SafetensorsException {
        if (file.byteSize() < LENGTH_BYTES) {
            throw new SafetensorsException(
                    "a safetensors file has at least 8 bytes, got %d".formatted(file.byteSize()));
        }
        long length = file.get(LONG, 0);
        long most = Math.min(Header.MAX_BYTES, file.byteSize() - LENGTH_BYTES);
        if (length < 0 || length > most) {
            throw new SafetensorsException("header length must be from 0 to %d, got %s; is this a safetensors file?"
                    .formatted(most, Long.toUnsignedString(length)));
        }
        return length;
    }

    /// Names in the order in which their values lie in the file.
    public Set<String> names() {
        return header.tensors().keySet();
    }

    public List<TensorEntry> entries() {
        return List.copyOf(header.tensors().values());
    }

    /// Free text that the writer left, such as `format=pt`.
    public Map<String, String> metadata() {
        return header.metadata();
    }

    public boolean contains(String name) {
        return header.tensors().containsKey(name);
    }

    /// @throws SafetensorsException if there is no such tensor
    public TensorEntry entry(String name) throws SafetensorsException {
        TensorEntry entry = header.tensors().get(name);
        if (entry == null) {
            throw new SafetensorsException(
                    "%s: no tensor '%s' among its %d".formatted(path, name, header.tensors().size()));
        }
        return entry;
    }

    /// The values row by row; F16 and BF16 are widened, which is exact.
    ///
    /// @throws SafetensorsException if there is no such tensor, if it holds whole numbers or more than 2^31 - 1
    public float[] floats(String name) throws SafetensorsException {
        TensorEntry entry = entry(name);
        float[] values = new float[arrayLength(entry)];
        switch (entry.dtype()) {
            case F32 -> MemorySegment.copy(data, FLOAT, entry.begin(), values, 0, values.length);
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.float16ToFloat(data.get(SHORT, entry.begin() + 2L * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(data.get(SHORT, entry.begin() + 2L * i) << 16);
                }
            }
            case I64 -> throw new SafetensorsException(
                    "%s: tensor '%s' must be floating point, got I64".formatted(path, name));
        }
        return values;
    }

    /// The values of a tensor of whole numbers.
    public long[] longs(String name) throws SafetensorsException {
        TensorEntry entry = entry(name);
        if (entry.dtype() != DType.I64) {
            throw new SafetensorsException(
                    "%s: tensor '%s' must be I64, got %s".formatted(path, name, entry.dtype()));
        }
        long[] values = new long[arrayLength(entry)];
        MemorySegment.copy(data, LONG, entry.begin(), values, 0, values.length);
        return values;
    }

    /// The bytes of a tensor as they lie in the file, little-endian, valid until this is closed.
    public MemorySegment bytes(String name) throws SafetensorsException {
        TensorEntry entry = entry(name);
        return data.asSlice(entry.begin(), entry.end() - entry.begin());
    }

    private int arrayLength(TensorEntry entry) throws SafetensorsException {
        long size = entry.shape().size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new SafetensorsException("%s: tensor '%s' must have fewer than 2^31 numbers to fit an array, got %d"
                    .formatted(path, entry.name(), size));
        }
        return (int) size;
    }

    @Override
    public void close() {
        arena.close();
    }
}
