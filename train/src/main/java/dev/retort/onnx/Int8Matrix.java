package dev.retort.onnx;

/// A matrix of weights in int8, symmetric, with a scale for each column: number = whole number x scale of its column.
final class Int8Matrix {
    private static final int MOST = 127;

    private final float[] numbers;
    private final float[] scales;

    private Int8Matrix(float[] numbers, float[] scales) {
        this.numbers = numbers;
        this.scales = scales;
    }

    /// @param matrix shape (in, out), finite
    static Int8Matrix of(float[] matrix, int in, int out) {
        float[] scales = new float[out];
        for (int row = 0; row < in; row++) {
            for (int column = 0; column < out; column++) {
                scales[column] = Math.max(scales[column], Math.abs(matrix[row * out + column]));
            }
        }
        for (int column = 0; column < out; column++) {
            scales[column] = scales[column] == 0 ? 1 : scales[column] / MOST;
        }
        float[] numbers = new float[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            float scaled = matrix[i] / scales[i % out];
            numbers[i] = Math.max(-MOST, Math.min(MOST, (float) Math.rint(scaled)));
        }
        return new Int8Matrix(numbers, scales);
    }

    /// Shape (in, out): whole numbers from -127 to 127.
    float[] numbers() {
        return numbers.clone();
    }

    /// Shape (out); 1 where a column is all zeros.
    float[] scales() {
        return scales.clone();
    }
}
