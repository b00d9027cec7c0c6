package dev.retort.base;

/// Which embedding stands for the distance of two tokens in DeBERTa-v2, as transformers computes it: the shorter half of
/// the buckets holds one distance each, the others share the rest in steps that grow with its logarithm.
///
/// @param buckets K; there are 2 K embeddings, for both signs of a distance
/// @param farthest first distance that is beyond the last bucket
public record LogBuckets(int buckets, int farthest) {
    private static final int MOST = 1 << 20;

    public LogBuckets {
        if (buckets < 2 || buckets > MOST) {
            throw new IllegalArgumentException(
                    "position_buckets must be from 2 to %d, got %d".formatted(MOST, buckets));
        }
        int least = buckets / 2 + 2; // else no distance is left for the buckets that share
        if (farthest < least || farthest > MOST) {
            throw new IllegalArgumentException(
                    "max_relative_positions must be from %d to %d with position_buckets %d, got %d".formatted(least,
                            MOST, buckets, farthest));
        }
    }

    /// From -(K - 1) to K - 1 for distances below [#farthest()], with the sign of the distance; never smaller for a
    /// larger distance.
    ///
    /// @param distance position of the token that asks minus position of the one that is asked about
    public int of(int distance) {
        int exact = buckets / 2;
        int size = Math.abs(distance);
        if (size <= exact) {
            return distance;
        }
        float share = log(size / (float) exact) / log((farthest - 1) / (float) exact); // 1 at the last distance
        return Integer.signum(distance) * ((int) Math.ceil(share * (exact - 1)) + exact);
    }

    /// The row of the bucket in the table of 2 K embeddings; distances beyond the table have its first or last row.
    public int row(int distance) {
        return Math.clamp((long) of(distance) + buckets, 0, 2 * buckets - 1);
    }

    /// Rows of the table.
    public int rows() {
        return 2 * buckets;
    }

    private static float log(float value) {
        return (float) Math.log(value);
    }
}
