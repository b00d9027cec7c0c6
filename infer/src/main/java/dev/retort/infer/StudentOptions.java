package dev.retort.infer;

/// How a student runs.
///
/// @param threads that compute at once, each a batch of its own; or together, if there is only one batch
/// @param batchTokens room of one batch, padding included; a longer text makes a batch of its own
/// @param precision of matrix products
public record StudentOptions(int threads, int batchTokens, Precision precision) {
    /// One thread a core, and batches of 512 tokens, such as 16 texts of 32: a batch four times as large took a fifth
    /// more processor time for a text with bge-small, since its intermediate results leave the caches.
    public static StudentOptions defaults() {
        return new StudentOptions(Runtime.getRuntime().availableProcessors(), 512);
    }

    /// With [Precision#AUTO].
    public StudentOptions(int threads, int batchTokens) {
        this(threads, batchTokens, Precision.AUTO);
    }

    /// The same with another precision.
    public StudentOptions with(Precision other) {
        return new StudentOptions(threads, batchTokens, other);
    }

    public StudentOptions {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be from 1 to 1024, got %d".formatted(threads));
        }
        if (batchTokens < 1 || batchTokens > 1 << 20) {
            throw new IllegalArgumentException("batchTokens must be from 1 to %d, got %d".formatted(1 << 20,
                    batchTokens));
        }
    }
}
