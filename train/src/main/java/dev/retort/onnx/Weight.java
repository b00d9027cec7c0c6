package dev.retort.onnx;

import dev.retort.safetensors.Shape;
import java.io.IOException;

/// A constant of a graph that is too large to hold beside all others; its numbers are read when they are written.
record Weight(String name, Shape shape, Type type, Numbers numbers) {
    /// How a number is stored.
    enum Type {
        FLOAT32(Float.BYTES), INT8(Byte.BYTES);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    @FunctionalInterface
    interface Numbers {
        /// @return as many as the shape has, row by row; of int8 whole ones from -128 to 127
        float[] read() throws IOException;
    }

    long bytes() {
        return shape.size() * type.bytes;
    }
}
