package dev.retort.base;

/// Matrices row by row in an array.
public final class Matrices {
    private Matrices() {}

    /// @param matrix shape (rows, columns)
    /// @return shape (columns, rows)
    public static float[] transpose(float[] matrix, int rows, int columns) {
        float[] transposed = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }
        return transposed;
    }
}
