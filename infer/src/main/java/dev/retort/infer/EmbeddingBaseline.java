package dev.retort.infer;

import java.util.Arrays;

/// What the embeddings of texts look like that a student was made for, so that others can be told from them.
///
/// Of each dimension the mean and the standard deviation over texts that the student learnt; and, of texts that it did
/// not learn, how far they are from there. An embedding's distance is the square root of the mean over the dimensions of
/// `z^2`, `z = (number - mean) / deviation`: about 1 for the texts learnt. Distances are told by the nine deciles of those
/// of the other texts, since an encoder places what it learnt nearer together than what it meets afterwards.
///
/// Correlations between dimensions are left out: their matrix would need more texts than dimensions and be larger than
/// all other files of a small student's directory but its weights.
public final class EmbeddingBaseline {
    /// Bins of a distance: between nine deciles, below and above.
    public static final int BINS = 10;
    /// Of the root mean square of all deviations: a dimension that hardly moves would drown the others.
    private static final double LEAST_DEVIATION = 0.01;
    private static final float TINY = 1e-6f;

    private final int learnt;
    private final float[] mean;
    private final float[] deviation;
    private final double[] edges;
    private final long[] counts;

    EmbeddingBaseline(int learnt, float[] mean, float[] deviation, double[] edges, long[] counts) {
        this.learnt = learnt;
        this.mean = mean;
        this.deviation = deviation;
        this.edges = edges;
        this.counts = counts;
    }

    /// @param learnt embeddings of texts that the student learnt, at least 2
    /// @param others embeddings of texts that it did not learn, at least [#BINS]
    public static EmbeddingBaseline of(float[][] learnt, float[][] others) {
        if (learnt.length < 2 || others.length < BINS) {
            throw new IllegalArgumentException(
                    "a baseline needs at least 2 embeddings of texts learnt and %d of others, got %d and %d"
                            .formatted(BINS, learnt.length, others.length));
        }
        int size = learnt[0].length;
        float[] mean = new float[size];
        double[] deviation = new double[size];
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (float[] embedding : learnt) {
                sum += embedding[i];
            }
            double middle = sum / learnt.length;
            double squares = 0;
            for (float[] embedding : learnt) {
                squares += (embedding[i] - middle) * (embedding[i] - middle);
            }
            mean[i] = (float) middle;
            deviation[i] = Math.sqrt(squares / learnt.length);
        }
        var centre = new EmbeddingBaseline(learnt.length, mean, raised(deviation), new double[BINS - 1],
                new long[BINS]);
        return centre.with(Arrays.stream(others).mapToDouble(centre::distance).sorted().toArray());
    }

    private static float[] raised(double[] deviation) {
        double squares = Arrays.stream(deviation).map(one -> one * one).sum();
        double least = LEAST_DEVIATION * Math.sqrt(squares / deviation.length);
        float[] raised = new float[deviation.length];
        for (int i = 0; i < raised.length; i++) {
            raised[i] = Math.max((float) Math.max(deviation[i], least), TINY);
        }
        return raised;
    }

    /// The k-th edge is the least distance that k tenths of the texts do not exceed.
    private EmbeddingBaseline with(double[] sorted) {
        double[] deciles = new double[BINS - 1];
        for (int edge = 0; edge < deciles.length; edge++) {
            deciles[edge] = sorted[Math.toIntExact(((edge + 1L) * sorted.length + BINS - 1) / BINS) - 1];
        }
        var baseline = new EmbeddingBaseline(learnt, mean, deviation, deciles, new long[BINS]);
        for (double distance : sorted) {
            baseline.counts[baseline.bin(distance)]++;
        }
        return baseline;
    }

    /// @param embedding of [#size()] numbers
    public double distance(float[] embedding) {
        if (embedding.length != mean.length) {
            throw new IllegalArgumentException(
                    "an embedding must have %d numbers, got %d".formatted(mean.length, embedding.length));
        }
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            double z = (embedding[i] - mean[i]) / (double) deviation[i];
            squares += z * z;
        }
        return Math.sqrt(squares / mean.length);
    }

    /// Which bin a distance is in, from 0: the number of edges that it is above.
    public int bin(double distance) {
        int bin = 0;
        while (bin < edges.length && distance > edges[bin]) {
            bin++;
        }
        return bin;
    }

    /// Numbers of an embedding.
    public int size() {
        return mean.length;
    }

    /// Texts that mean and deviation are of.
    public int learnt() {
        return learnt;
    }

    /// Texts that the deciles are of.
    public long texts() {
        return Arrays.stream(counts).sum();
    }

    /// The nine deciles.
    public double[] edges() {
        return edges.clone();
    }

    /// How many of the texts that the deciles are of are in each bin: about a tenth, but for equal distances.
    public long[] counts() {
        return counts.clone();
    }

    float[] mean() {
        return mean.clone();
    }

    float[] deviation() {
        return deviation.clone();
    }
}
