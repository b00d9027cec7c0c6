package dev.retort.train;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Adam's update of one tensor in a single pass over its memory.
///
/// The same as four operations of libtorch, which would read and write every array again and again: for a small model
/// the optimizer is bound by memory. Blocks go through arrays because the compiler vectorises loops over arrays, of which
/// it knows that they do not overlap.
///
/// @param rate learning rate, divided by the first moment's bias correction
/// @param spread one divided by the root of the second moment's bias correction
/// @param clip factor of the gradient
/// @param keep factor of the weight before the update: 1 less the decay
record AdamStep(float beta1, float beta2, float epsilon, float rate, float spread, float clip, float keep) {
    private static final int BLOCK = 512;

    /// Moves `value` along `gradient`. All four have the same size; weights and moments are changed in place.
    void apply(MemorySegment value, MemorySegment gradient, MemorySegment first, MemorySegment second) {
        float[] p = new float[BLOCK];
        float[] g = new float[BLOCK];
        float[] m = new float[BLOCK];
        float[] v = new float[BLOCK];
        long size = value.byteSize() / Float.BYTES;
        for (long from = 0; from < size; from += BLOCK) {
            int count = (int) Math.min(BLOCK, size - from);
            read(value, from, p, count);
            read(gradient, from, g, count);
            read(first, from, m, count);
            read(second, from, v, count);
            move(p, g, m, v, count);
            write(p, value, from, count);
            write(m, first, from, count);
            write(v, second, from, count);
        }
    }

    private void move(float[] p, float[] g, float[] m, float[] v, int count) {
        float rest1 = 1 - beta1;
        float rest2 = 1 - beta2;
        for (int i = 0; i < count; i++) {
            float gradient = g[i] * clip;
            float mean = beta1 * m[i] + rest1 * gradient;
            float square = beta2 * v[i] + rest2 * gradient * gradient;
            m[i] = mean;
            v[i] = square;
            p[i] = keep * p[i] - rate * mean / ((float) Math.sqrt(square) * spread + epsilon);
        }
    }

    private static void read(MemorySegment memory, long from, float[] block, int count) {
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, from * Float.BYTES, block, 0, count);
    }

    private static void write(float[] block, MemorySegment memory, long from, int count) {
        MemorySegment.copy(block, 0, memory, ValueLayout.JAVA_FLOAT, from * Float.BYTES, count);
    }
}
