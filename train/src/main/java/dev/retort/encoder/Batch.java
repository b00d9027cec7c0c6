package dev.retort.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// B texts of T tokens in all, one after the other without padding. Only attention lays them out as a rectangle of B
/// texts by the S tokens of the longest.
///
/// @param texts B
/// @param length S
/// @param ids (T)
/// @param positions (T): the position of each token in its text, as the encoder counts them
/// @param firsts (B): which of the T tokens begins each text
/// @param rectangle how to lay them out; empty if all texts have S tokens, so that they lie so already
public record Batch(int texts, int length, Tensor ids, Tensor positions, Tensor firsts, Optional<Rectangle> rectangle) {

    /// Between the tokens (T) and the places (B S) of a rectangle.
    ///
    /// @param tokenAt (B S): the token at each place; at padding any token, because nothing reads it
    /// @param placeOf (T): the place of each token
    /// @param mask (B, 1, 1, S), added to attention scores: 0 at a token, the lowest float at padding
    public record Rectangle(Tensor tokenAt, Tensor placeOf, Tensor mask) {}

    /// @param rows token ids of each text, special tokens included
    /// @param positionsOf the position of each token of a row
    /// @param device that all tensors shall lie on
    static Batch of(List<int[]> rows, UnaryOperator<int[]> positionsOf, Device device) {
        int length = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int tokens = rows.stream().mapToInt(row -> row.length).sum();
        if (rows.stream().anyMatch(row -> row.length == 0) || tokens == 0) {
            throw new IllegalArgumentException("a batch needs at least one text, and each text at least one token");
        }
        long[] ids = new long[tokens];
        long[] positions = new long[tokens];
        long[] firsts = new long[rows.size()];
        long[] placeOf = new long[tokens];
        long[] tokenAt = new long[rows.size() * length];
        float[] mask = new float[tokenAt.length];
        Arrays.fill(mask, -Float.MAX_VALUE);
        int token = 0;
        for (int text = 0; text < rows.size(); text++) {
            int[] row = rows.get(text);
            int[] at = positionsOf.apply(row);
            firsts[text] = token;
            for (int i = 0; i < row.length; i++, token++) {
                int place = text * length + i;
                ids[token] = row[i];
                positions[token] = at[i];
                placeOf[token] = place;
                tokenAt[place] = token;
                mask[place] = 0;
            }
        }
        Optional<Rectangle> rectangle = tokens == tokenAt.length
                ? Optional.empty()
                : Optional.of(new Rectangle(device.take(longs(tokenAt, tokenAt.length)),
                        device.take(longs(placeOf, tokens)), device.take(floats(mask, rows.size(), 1, 1, length))));
        return new Batch(rows.size(), length, device.take(longs(ids, tokens)), device.take(longs(positions, tokens)),
                device.take(longs(firsts, rows.size())), rectangle);
    }

    /// From tokens (T, H) to the rectangle (B, S, H).
    Tensor laidOut(Tensor x) {
        return rectangle.map(places -> x.index_select(0, places.tokenAt())).orElse(x).view(texts, length, x.size(1));
    }

    /// From the rectangle (B, S, H) back to tokens (T, H).
    Tensor packed(Tensor x) {
        Tensor places = x.reshape(texts * (long) length, x.size(2)); // (B S, H)
        return rectangle.map(there -> places.index_select(0, there.placeOf())).orElse(places);
    }

    /// What is added to attention scores so that no token sees padding or one that is more than `reach` tokens away:
    /// (B or 1, 1, S or 1, S); empty if all see all.
    Optional<Tensor> mask(OptionalInt reach) {
        Optional<Tensor> padding = rectangle.map(Rectangle::mask); // (B, 1, 1, S)
        if (reach.isEmpty() || reach.getAsInt() >= length - 1) {
            return padding;
        }
        Tensor place = Device.beside(ids, torch.arange(new Scalar(length), new TensorOptions(ScalarType.Float))); // (S)
        Tensor far = place.unsqueeze(1).sub(place).abs().gt(new Scalar(reach.getAsInt())); // (S, S)
        Tensor window = far.to(ScalarType.Float).mul(new Scalar(-Float.MAX_VALUE)).view(1, 1, length, length);
        return Optional.of(padding.map(there -> torch.minimum(window, there)).orElse(window));
    }

    /// The mean token of each text: from tokens (T, H) to (B, H).
    Tensor mean(Tensor x) {
        Tensor all = laidOut(x); // (B, S, H)
        return rectangle.map(places -> {
            Tensor real = places.mask().eq(new Scalar(0)).to(ScalarType.Float).squeeze(1); // (B, 1, S)
            return real.matmul(all).squeeze(1).div(real.sum(2)); // (B, H) by (B, 1)
        }).orElseGet(() -> all.mean(1));
    }

    /// On the processor, as all that Java fills.
    static Tensor longs(long[] values, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Long), null);
        try (LongPointer memory = tensor.data_ptr_long()) {
            memory.put(values, 0, values.length);
        }
        return tensor;
    }

    /// A new tensor of the given shape with these values, row by row, on the processor.
    public static Tensor floats(float[] values, long... shape) {
        Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
        try (FloatPointer memory = tensor.data_ptr_float()) {
            memory.put(values, 0, values.length);
        }
        return tensor;
    }

    /// The values of a float tensor, row by row, wherever it lies.
    public static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        Tensor rows = Device.CPU.take(tensor).contiguous();
        try (FloatPointer memory = rows.data_ptr_float()) {
            memory.get(values, 0, values.length);
        }
        return values;
    }
}
