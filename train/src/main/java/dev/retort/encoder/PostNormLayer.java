package dev.retort.encoder;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A transformer layer as Vaswani et al. (2017) drew it, with the norm after each sum: attention, then a feed-forward
/// step. The fields are the names of its tensors.
///
/// @param mixed projects what attention gave
/// @param wide H to I
/// @param narrow I to H
record PostNormLayer(String query, String key, String value, String mixed, String mixedNorm, String wide,
        String narrow, String narrowNorm) {

    /// What the layers of one model have in common.
    ///
    /// @param hidden H
    /// @param heads A
    /// @param intermediate I
    /// @param hiddenDropout after each of the two steps
    /// @param attentionDropout on the attention shares
    record Sizes(int hidden, int heads, int intermediate, double normEps, double hiddenDropout,
            double attentionDropout) {}

    /// Under the names that BERT gave them.
    static PostNormLayer named(String prefix) {
        return new PostNormLayer(prefix + ".attention.self.query", prefix + ".attention.self.key",
                prefix + ".attention.self.value", prefix + ".attention.output.dense",
                prefix + ".attention.output.LayerNorm", prefix + ".intermediate.dense", prefix + ".output.dense",
                prefix + ".output.LayerNorm");
    }

    void list(TensorList tensors, Sizes sizes) {
        int h = sizes.hidden();
        int i = sizes.intermediate();
        tensors.nextLayer().linear(query, h, h).linear(key, h, h).linear(value, h, h).linear(mixed, h, h)
                .norm(mixedNorm, h).linear(wide, i, h).linear(narrow, h, i).norm(narrowNorm, h);
    }

    /// Every token asks.
    ///
    /// @param x (T, H)
    /// @return (T, H)
    Tensor forAll(Layers layers, Sizes sizes, Tensor x, Batch batch, Dropout dropout) {
        Tensor asked = heads(batch.laidOut(layers.linear(query, x)), sizes); // (B, A, S, D)
        Tensor given = attention(layers, sizes, asked, x, batch, dropout); // (B, S, H)
        return rest(layers, sizes, batch.packed(given), x, dropout); // (T, H)
    }

    /// The first token of each text asks: after the last layer only that is read.
    ///
    /// @param x (T, H)
    /// @return (B, H)
    Tensor forFirsts(Layers layers, Sizes sizes, Tensor x, Batch batch, Dropout dropout) {
        Tensor firsts = x.index_select(0, batch.firsts()); // (B, H)
        Tensor asked = heads(layers.linear(query, firsts).unsqueeze(1), sizes); // (B, A, 1, D)
        Tensor given = attention(layers, sizes, asked, x, batch, dropout); // (B, 1, H)
        return rest(layers, sizes, given.squeeze(1), firsts, dropout); // (B, H)
    }

    /// softmax(Q K' / sqrt(D)) V over all heads, for the Q tokens of each text that ask.
    ///
    /// @param asked (B, A, Q, D)
    private Tensor attention(Layers layers, Sizes sizes, Tensor asked, Tensor x, Batch batch, Dropout dropout) {
        Tensor keys = heads(batch.laidOut(layers.linear(key, x)), sizes); // (B, A, S, D)
        Tensor values = heads(batch.laidOut(layers.linear(value, x)), sizes); // (B, A, S, D)
        double scale = 1 / Math.sqrt(sizes.hidden() / (double) sizes.heads());
        Tensor scores = asked.mul(new Scalar(scale)).matmul(keys.transpose(2, 3)); // (B, A, Q, S)
        Tensor visible = batch.rectangle().map(places -> scores.add(places.mask())).orElse(scores); // (B, A, Q, S)
        Tensor shares = dropout.apply(Layers.softmax(visible), sizes.attentionDropout()); // (B, A, Q, S)
        return shares.matmul(values).transpose(1, 2) // (B, Q, A, D)
                .reshape(batch.texts(), asked.size(2), sizes.hidden()); // (B, Q, H)
    }

    /// Projects what attention gave, adds the tokens that asked, feeds forward.
    Tensor rest(Layers layers, Sizes sizes, Tensor given, Tensor asking, Dropout dropout) {
        Tensor projected = dropout.apply(layers.linear(mixed, given), sizes.hiddenDropout());
        Tensor x = layers.norm(mixedNorm, projected.add(asking), sizes.normEps());
        Tensor broad = torch.gelu(layers.linear(wide, x)); // (.., I), exact erf form
        Tensor fed = dropout.apply(layers.linear(narrow, broad), sizes.hiddenDropout()); // (.., H)
        return layers.norm(narrowNorm, fed.add(x), sizes.normEps());
    }

    /// (B, S, H) seen as (B, A, S, D).
    static Tensor heads(Tensor x, Sizes sizes) {
        return x.view(x.size(0), x.size(1), sizes.heads(), sizes.hidden() / sizes.heads()).transpose(1, 2);
    }
}
