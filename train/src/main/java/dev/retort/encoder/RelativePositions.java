package dev.retort.encoder;

import dev.retort.base.LogBuckets;
import org.bytedeco.pytorch.Tensor;

/// Embeddings of the distances within a batch, and which of them stands between which two tokens: made once, the same
/// for all texts and layers.
///
/// @param embeddings (R, H): of the buckets that occur between Q askers and S tokens, which in short texts are few
/// @param between (Q, S): the row of `embeddings` for asker q and token k, by their distance q - k
record RelativePositions(Tensor embeddings, Tensor between) {

    /// @param table (2 K, H): the embeddings of all buckets
    /// @param askers Q: how many tokens ask, from the first on
    /// @param length S
    static RelativePositions of(Tensor table, LogBuckets distances, int askers, int length) {
        int lowest = distances.row(1 - length);
        int used = distances.row(askers - 1) - lowest + 1;
        long[] rows = new long[askers * length];
        for (int asker = 0; asker < askers; asker++) {
            for (int token = 0; token < length; token++) {
                int row = distances.row(asker - token) - lowest;
                rows[asker * length + token] = row;
            }
        }
        return new RelativePositions(table.narrow(0, lowest, used),
                Device.beside(table, Batch.longs(rows, askers, length)));
    }
}
