package dev.retort.onnx;

import dev.retort.safetensors.Shape;
import java.io.IOException;

/// A constant of a graph that is too large to hold beside all others; its numbers are read when they are written.
record Weight(String name, Shape shape, Numbers numbers) {
    @FunctionalInterface
    interface Numbers {
        /// @return as many as the shape has, row by row
        float[] read() throws IOException;
    }
}
