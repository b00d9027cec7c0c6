package dev.retort.annotate;

/// The most that goes into one batch, whichever comes first.
///
/// @param requests lines
/// @param bytes of the input file
public record BatchLimits(int requests, long bytes) {
    /// OpenAI's.
    public static final BatchLimits OPENAI = new BatchLimits(50_000, 200_000_000);

    public BatchLimits {
        if (requests < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a batch holds at least 1 request and 1 byte, got %d and %d".formatted(requests, bytes));
        }
    }
}
