package dev.retort.student;

/// How a student is fine-tuned. The components have AutoTrain's meanings; `retort.yaml` writes them in kebab-case
/// under `student:` and takes AutoTrain's own names as aliases.
///
/// @param base an embedded base model (`bge-small-en-v1.5`, `all-MiniLM-L6-v2`, `bge-small-zh-v1.5`) or the path of a
///        local Hugging Face directory of the BERT family
/// @param learningRate peak rate of AdamW
/// @param epochs passes over the training set
/// @param batchSize texts per step
/// @param maxSeqLength tokens per text, special tokens included; longer texts are cut on the right
/// @param warmupRatio share of all steps, rounded up, in which the rate rises linearly from 0
/// @param weightDecay decoupled decay of weights other than biases and layer norms
/// @param maxGradNorm gradients are scaled down to at most this norm
/// @param seed decides the validation split, the order of batches, dropout and the new head's weights
/// @param validationShare share of the annotated texts held out, stratified, to choose the epoch
/// @param patience epochs without a better macro F1 after which training stops early
/// @param minVoteShare the least share of the readable votes that a text's label must have; texts with less are left out
/// @param softLabels learn the share of the votes that each label got, instead of the majority's label alone
public record TrainOptions(String base, double learningRate, int epochs, int batchSize, int maxSeqLength,
        double warmupRatio, double weightDecay, double maxGradNorm, long seed, double validationShare, int patience,
        double minVoteShare, boolean softLabels) {

    /// AutoTrain's defaults, but for: batch size 16 instead of 8 (twice as fast on a CPU at the same quality) and
    /// sequences up to 256 tokens instead of 128 (batches are padded to their own longest text, so room costs nothing).
    public static final TrainOptions DEFAULT = new TrainOptions("bge-small-en-v1.5", 5e-5, 3, 16, 256, 0.1, 0.0, 1.0,
            42, 0.1, 5, 0, false);

    public TrainOptions {
        require(!base.isBlank(), "base", "name a model", base);
        require(learningRate > 0 && learningRate <= 1, "learning-rate", "above 0, at most 1", learningRate);
        require(epochs >= 1 && epochs <= 1000, "epochs", "from 1 to 1000", epochs);
        require(batchSize >= 1 && batchSize <= 4096, "batch-size", "from 1 to 4096", batchSize);
        require(maxSeqLength >= 8 && maxSeqLength <= 8192, "max-seq-length", "from 8 to 8192", maxSeqLength);
        require(warmupRatio >= 0 && warmupRatio <= 1, "warmup-ratio", "from 0 to 1", warmupRatio);
        require(weightDecay >= 0 && weightDecay <= 1, "weight-decay", "from 0 to 1", weightDecay);
        require(maxGradNorm > 0, "max-grad-norm", "above 0", maxGradNorm);
        require(validationShare > 0 && validationShare <= 0.5, "validation-share", "above 0, at most 0.5",
                validationShare);
        require(patience >= 1, "patience", "at least 1", patience);
        require(minVoteShare >= 0 && minVoteShare <= 1, "min-vote-share", "from 0 to 1", minVoteShare);
    }

    /// Options that learn the majority's label of every text.
    public TrainOptions(String base, double learningRate, int epochs, int batchSize, int maxSeqLength,
            double warmupRatio, double weightDecay, double maxGradNorm, long seed, double validationShare,
            int patience) {
        this(base, learningRate, epochs, batchSize, maxSeqLength, warmupRatio, weightDecay, maxGradNorm, seed,
                validationShare, patience, 0, false);
    }

    private static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, got %s".formatted(key, rule, value));
        }
    }

    public TrainOptions withSeed(long newSeed) {
        return new TrainOptions(base, learningRate, epochs, batchSize, maxSeqLength, warmupRatio, weightDecay,
                maxGradNorm, newSeed, validationShare, patience, minVoteShare, softLabels);
    }
}
