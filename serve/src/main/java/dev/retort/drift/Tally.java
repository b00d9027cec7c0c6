package dev.retort.drift;

import dev.retort.infer.EmbeddingBaseline;
import java.util.Arrays;

/// How often what was seen, in bins. Holds no text.
final class Tally {
    /// Bins of the confidence: tenths of 0 to 1.
    static final int CONFIDENCE_BINS = 10;
    /// Upper bounds of the bins of a text's tokens; one more bin has the longer ones.
    private static final int[] TOKEN_BOUNDS = {8, 16, 32, 64, 128, 256, 512, 1024};
    static final int TOKEN_BINS = TOKEN_BOUNDS.length + 1;

    /// Tenths of the texts that embeddings are compared with.
    static final int EMBEDDING_BINS = EmbeddingBaseline.BINS;

    private long texts;
    private final long[] labels;
    private final long[] confidence;
    private final long[] tokens;
    private final long[] embeddings;

    private Tally(long texts, long[] labels, long[] confidence, long[] tokens, long[] embeddings) {
        this.texts = texts;
        this.labels = labels;
        this.confidence = confidence;
        this.tokens = tokens;
        this.embeddings = embeddings;
    }

    /// @param labels of the student; one bin more counts texts without any
    static Tally empty(int labels) {
        return new Tally(0, new long[labels + 1], new long[CONFIDENCE_BINS], new long[TOKEN_BINS],
                new long[EMBEDDING_BINS]);
    }

    /// @throws IllegalArgumentException if the numbers of bins are others
    static Tally of(int labels, long texts, long[] labelCounts, long[] confidence, long[] tokens,
            long[] embeddings) {
        if (labelCounts.length != labels + 1 || confidence.length != CONFIDENCE_BINS || tokens.length != TOKEN_BINS
                || embeddings.length != EMBEDDING_BINS) {
            throw new IllegalArgumentException(
                    "a tally must have %d, %d, %d and %d bins, got %d, %d, %d and %d".formatted(labels + 1,
                            CONFIDENCE_BINS, TOKEN_BINS, EMBEDDING_BINS, labelCounts.length, confidence.length,
                            tokens.length, embeddings.length));
        }
        return new Tally(texts, labelCounts.clone(), confidence.clone(), tokens.clone(), embeddings.clone());
    }

    void add(Seen seen) {
        texts++;
        if (seen.confidence() >= 0) {
            if (seen.labels().isEmpty()) {
                labels[labels.length - 1]++;
            }
            seen.labels().forEach(label -> labels[label]++);
            confidence[Math.clamp((int) (seen.confidence() * CONFIDENCE_BINS), 0, CONFIDENCE_BINS - 1)]++;
        }
        if (seen.tokens() > 0) {
            int place = Arrays.binarySearch(TOKEN_BOUNDS, seen.tokens());
            tokens[place < 0 ? -place - 1 : place]++;
        }
        if (seen.embedding() >= 0) {
            embeddings[seen.embedding()]++;
        }
    }

    long texts() {
        return texts;
    }

    /// The bins of a statistic, not a copy.
    long[] bins(Statistic statistic) {
        return switch (statistic) {
            case LABELS -> labels;
            case CONFIDENCE -> confidence;
            case TOKENS -> tokens;
            case EMBEDDING -> embeddings;
        };
    }

    Tally copy() {
        return new Tally(texts, labels.clone(), confidence.clone(), tokens.clone(), embeddings.clone());
    }
}
