package dev.retort.safetensors;

import java.util.Arrays;
import java.util.List;

/// The extents of a tensor, outermost first; no extents at all is a single number.
public record Shape(List<Long> extents) {
    /// More dimensions than any weight of a transformer has.
    public static final int MAX_RANK = 16;

    public Shape {
        extents = List.copyOf(extents);
        if (extents.size() > MAX_RANK) {
            throw new IllegalArgumentException(
                    "a shape has at most %d dimensions, got %d".formatted(MAX_RANK, extents.size()));
        }
        long size = 1;
        for (long extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException("extents must be 0 or more, got %s".formatted(extents));
            }
            try {
                size = Math.multiplyExact(size, extent);
            } catch (ArithmeticException tooLarge) {
                throw new IllegalArgumentException("a shape holds at most 2^63 numbers, got %s".formatted(extents),
                        tooLarge);
            }
        }
    }

    public static Shape of(long... extents) {
        return new Shape(Arrays.stream(extents).boxed().toList());
    }

    /// How many numbers a tensor of this shape has.
    public long size() {
        long size = 1;
        for (long extent : extents) {
            size *= extent;
        }
        return size;
    }

    public int rank() {
        return extents.size();
    }

    public long extent(int dimension) {
        return extents.get(dimension);
    }

    public long[] toArray() {
        return extents.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String toString() {
        return extents.toString();
    }
}
