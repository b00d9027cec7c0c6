package dev.retort.batching;

/// How a [Batcher] works. Tokens are estimates: nothing is tokenized before it is taken.
///
/// @param queueTokens that may wait; a job that is larger is taken when nothing else waits
/// @param batchTokens that one thread takes at a time
/// @param workers threads that score
public record BatchOptions(int queueTokens, int batchTokens, int workers) {
    /// A worker takes some 25 short texts, enough to find others of similar length among them. The queue holds two such
    /// batches for each of two workers: a longer one answers no more requests, only later.
    public static BatchOptions defaults() {
        return new BatchOptions(4096, 1024, 2);
    }

    public BatchOptions {
        if (queueTokens < 1) {
            throw new IllegalArgumentException("queueTokens must be at least 1, got %d".formatted(queueTokens));
        }
        if (batchTokens < 1) {
            throw new IllegalArgumentException("batchTokens must be at least 1, got %d".formatted(batchTokens));
        }
        if (workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("workers must be from 1 to 1024, got %d".formatted(workers));
        }
    }
}
