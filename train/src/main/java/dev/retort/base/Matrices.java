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

    /// @param matrix shape (rows, columns)
    /// @param vector shape (columns)
    /// @return shape (rows): their products, summed in float64
    public static float[] times(float[] matrix, float[] vector) {
        float[] product = new float[matrix.length / vector.length];
        for (int row = 0; row < product.length; row++) {
            double sum = 0;
            for (int column = 0; column < vector.length; column++) {
                sum += (double) matrix[row * vector.length + column] * vector[column];
            }
            product[row] = (float) sum;
        }
        return product;
    }
}
