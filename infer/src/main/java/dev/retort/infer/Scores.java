package dev.retort.infer;

/// What a student computed of texts, rows in the order of the texts. The arrays are the caller's.
public final class Scores {
    private final float[][] logits;
    private final float[][] embeddings;

    /// @param embeddings a row for each text, or none
    public Scores(float[][] logits, float[][] embeddings) {
        this.logits = logits;
        this.embeddings = embeddings;
    }

    /// Unnormalised scores, shape (texts, labels).
    public float[][] logits() {
        return logits;
    }

    /// What the classification head read, shape (texts, [Student#embeddingSize()]); no rows if it was not asked for.
    public float[][] embeddings() {
        return embeddings;
    }
}
