package dev.retort.encoder;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Disentangled attention (He, Liu, Gao, Chen 2021): how much a token looks at another is the sum of content to content,
/// content to position and position to content. Content and positions share their projections.
///
/// @param query name of the projection of queries
/// @param key name of the projection of keys
/// @param value name of the projection of values
record DisentangledAttention(String query, String key, String value, PostNormLayer.Sizes sizes) {
    private static final double TERMS = 3;

    static DisentangledAttention of(PostNormLayer layer, PostNormLayer.Sizes sizes) {
        return new DisentangledAttention(layer.query(), layer.key(), layer.value(), sizes);
    }

    /// softmax((Qc Kc' + Qc Kr' + Kc Qr') / sqrt(3 D)) V over all heads.
    ///
    /// @param asked (B, Q, H): queries of the tokens that ask
    /// @param x (T, H)
    /// @param relative of Q askers
    /// @return (B, Q, H)
    Tensor attend(Layers l, Tensor asked, Tensor x, Batch batch, RelativePositions relative, Dropout dropout) {
        var scale = new Scalar(1 / Math.sqrt(TERMS * sizes.hidden() / sizes.heads()));
        Tensor positions = dropout.apply(relative.embeddings(), sizes.hiddenDropout()); // (R, H)
        Tensor queries = asked.mul(scale); // (B, Q, H)
        Tensor keys = batch.laidOut(l.linear(key, x)); // (B, S, H)
        Tensor values = batch.laidOut(l.linear(value, x)); // (B, S, H)

        Tensor contentToContent = PostNormLayer.heads(queries, sizes) // (B, A, Q, D)
                .matmul(PostNormLayer.heads(keys, sizes).transpose(2, 3)); // (B, A, Q, S)
        Tensor between = relative.between().expand(batch.texts(), sizes.heads(), asked.size(1), batch.length());
        Tensor contentToPosition = products(queries, l.linear(key, positions)) // (B, A, Q, R)
                .gather(3, between); // (B, A, Q, S)
        Tensor positionToContent = products(keys, l.linear(query, positions).mul(scale)) // (B, A, S, R)
                .transpose(2, 3).gather(2, between); // (B, A, Q, S)

        Tensor scores = contentToContent.add(contentToPosition).add(positionToContent); // (B, A, Q, S)
        Tensor visible = batch.rectangle().map(places -> scores.add(places.mask())).orElse(scores); // (B, A, Q, S)
        Tensor shares = dropout.apply(Layers.softmax(visible), sizes.attentionDropout()); // (B, A, Q, S)
        return shares.matmul(PostNormLayer.heads(values, sizes)).transpose(1, 2) // (B, Q, A, D)
                .reshape(batch.texts(), asked.size(1), sizes.hidden()); // (B, Q, H)
    }

    /// Each token's content times each position, as one product per head for all texts.
    ///
    /// @param content (B, N, H)
    /// @param positions (R, H)
    /// @return (B, A, N, R)
    private Tensor products(Tensor content, Tensor positions) {
        long texts = content.size(0);
        long tokens = content.size(1);
        long distances = positions.size(0);
        int heads = sizes.heads();
        int size = sizes.hidden() / heads;
        Tensor left = content.reshape(texts * tokens, heads, size).transpose(0, 1); // (A, B N, D)
        Tensor right = positions.view(distances, heads, size).permute(1, 2, 0); // (A, D, R)
        return left.bmm(right).view(heads, texts, tokens, distances).transpose(0, 1); // (B, A, N, R)
    }
}
