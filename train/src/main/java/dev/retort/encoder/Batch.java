package dev.retort.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Token ids of B texts, padded on the right to the S tokens of the longest.
///
/// @param texts B
/// @param length S
/// @param ids (B, S)
/// @param mask (B, 1, 1, S), added to attention scores: 0 at a token, the lowest float at padding; empty without padding
public record Batch(int texts, int length, Tensor ids, Optional<Tensor> mask) {

    /// @param rows token ids of each text, special tokens included
    /// @param padToken fills short rows; it takes no part in attention
    public static Batch of(List<int[]> rows, int padToken) {
        int length = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        if (length == 0) {
            throw new IllegalArgumentException("a batch needs at least one text with one token");
        }
        long[] ids = new long[rows.size() * length];
        float[] mask = new float[ids.length];
        boolean padded = false;
        Arrays.fill(ids, padToken);
        for (int text = 0; text < rows.size(); text++) {
            int[] row = rows.get(text);
            for (int i = 0; i < row.length; i++) {
                ids[text * length + i] = row[i];
            }
            Arrays.fill(mask, text * length + row.length, (text + 1) * length, -Float.MAX_VALUE);
            padded |= row.length < length;
        }
        return new Batch(rows.size(), length, longs(ids, rows.size(), length),
                padded ? Optional.of(floats(mask, rows.size(), 1, 1, length)) : Optional.empty());
    }

    static Tensor longs(long[] values, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Long), null);
        try (LongPointer memory = tensor.data_ptr_long()) {
            memory.put(values, 0, values.length);
        }
        return tensor;
    }

    /// A new tensor of the given shape with these values, row by row.
    public static Tensor floats(float[] values, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
        try (FloatPointer memory = tensor.data_ptr_float()) {
            memory.put(values, 0, values.length);
        }
        return tensor;
    }

    /// The values of a float tensor, row by row.
    public static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        Tensor rows = tensor.contiguous();
        try (FloatPointer memory = rows.data_ptr_float()) {
            memory.get(values, 0, values.length);
        }
        return values;
    }
}
