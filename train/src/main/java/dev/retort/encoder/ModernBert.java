package dev.retort.encoder;

import dev.retort.base.ModernBertConfig;
import dev.retort.base.ModernBertConfig.Attention;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// ModernBERT (Warner et al. 2024): norms before each step instead of after the sums, rotary positions instead of learnt
/// ones, a gated feed-forward step (Shazeer 2020), most layers with a window of sight, biases nowhere but in the
/// classifier. The head is the one that the masked language model was pretrained with.
final class ModernBert implements Family {
    private final ModernBertConfig config;

    ModernBert(ModernBertConfig config) {
        this.config = config;
    }

    @Override
    public String prefix() {
        return "model.";
    }

    @Override
    public String words() {
        return "model.embeddings.tok_embeddings.weight";
    }

    @Override
    public TensorList tensors(int outputs) {
        int h = config.hiddenSize();
        int i = config.intermediateSize();
        var tensors = new TensorList().table("model.embeddings.tok_embeddings", config.vocabSize(), h)
                .scale("model.embeddings.norm", h);
        for (int layer = 0; layer < config.layers().size(); layer++) {
            String name = name(layer);
            tensors.nextLayer();
            if (layer > 0) {
                tensors.scale(name + "attn_norm", h);
            }
            tensors.table(name + "attn.Wqkv", 3 * h, h).table(name + "attn.Wo", h, h).scale(name + "mlp_norm", h)
                    .table(name + "mlp.Wi", 2 * i, h).table(name + "mlp.Wo", h, i);
        }
        return tensors.scale("model.final_norm", h).head().table("head.dense", h, h).scale("head.norm", h).output()
                .linear("classifier", outputs, h);
    }

    private static String name(int layer) {
        return "model.layers.%d.".formatted(layer);
    }

    /// What the tokens of a batch are to the layers of one kind.
    ///
    /// @param mask (B or 1, 1, S or 1, S), added to attention scores; empty if all see all
    private record Sight(Rotation rotation, Optional<Tensor> mask) {}

    @Override
    public Tensor embed(Layers l, Batch batch, Dropout dropout) {
        Map<Attention, Sight> sights = config.layers().stream().distinct()
                .collect(Collectors.toMap(Function.identity(), kind -> new Sight(
                        Rotation.of(batch, kind.angles(config.headSize())), batch.mask(kind.reach()))));
        Tensor x = norm(l, "model.embeddings.norm", l.words(batch)); // (T, H)
        x = dropout.apply(x, config.embeddingDropout());
        for (int layer = 0; layer < config.layers().size(); layer++) {
            Sight sight = Objects.requireNonNull(sights.get(config.layers().get(layer)));
            Tensor normed = layer == 0 ? x : norm(l, name(layer) + "attn_norm", x); // (T, H), normed already
            boolean firsts = config.pooling() == ModernBertConfig.Pooling.CLS && layer == config.layers().size() - 1;
            Tensor given = firsts
                    ? firstsAttend(l, name(layer), normed, sight, batch, dropout) // (B, H)
                    : allAttend(l, name(layer), normed, sight, batch, dropout); // (T, H)
            x = feedForward(l, name(layer), (firsts ? x.index_select(0, batch.firsts()) : x).add(given), dropout);
        }
        Tensor states = norm(l, "model.final_norm", x); // (B, H) or (T, H)
        return switch (config.pooling()) {
            case CLS -> states;
            case MEAN -> batch.mean(states);
        };
    }

    @Override
    public Tensor classify(Layers l, Tensor pooled, Dropout dropout) {
        Tensor read = norm(l, "head.norm", torch.gelu(l.linear("head.dense", pooled))); // (B, H)
        return l.linear("classifier", dropout.apply(read, config.classifierDropout())); // (B, K)
    }

    private Tensor norm(Layers l, String name, Tensor x) {
        return l.norm(name, x, config.normEps());
    }

    /// @param x (T, H)
    /// @return (T, H)
    private Tensor allAttend(Layers l, String name, Tensor x, Sight sight, Batch batch, Dropout dropout) {
        int h = config.hiddenSize();
        Tensor all = l.linear(name + "attn.Wqkv", x); // (T, 3 H): queries, keys, values
        Tensor queries = heads(batch.laidOut(sight.rotation().turn(all.narrow(1, 0, h)))); // (B, A, S, D)
        Tensor given = attend(queries, all.narrow(1, h, h), all.narrow(1, 2L * h, h), sight, batch,
                dropout); // (B, S, H)
        return dropout.apply(l.linear(name + "attn.Wo", batch.packed(given)), config.attentionDropout());
    }

    /// The first token of each text attends: it stands at position 0, which is not turned.
    ///
    /// @param x (T, H)
    /// @return (B, H)
    private Tensor firstsAttend(Layers l, String name, Tensor x, Sight sight, Batch batch, Dropout dropout) {
        int h = config.hiddenSize();
        Tensor weight = l.weight(name + "attn.Wqkv.weight"); // (3 H, H)
        Tensor firsts = x.index_select(0, batch.firsts()); // (B, H)
        Tensor queries = heads(linear(firsts, weight.narrow(0, 0, h)).unsqueeze(1)); // (B, A, 1, D)
        Tensor seen = linear(x, weight.narrow(0, h, 2L * h)); // (T, 2 H): keys, values
        Tensor given = attend(queries, seen.narrow(1, 0, h), seen.narrow(1, h, h), sight, batch,
                dropout); // (B, 1, H)
        return dropout.apply(l.linear(name + "attn.Wo", given.squeeze(1)), config.attentionDropout());
    }

    /// softmax(Q K' / sqrt(D)) V over all heads, for the first Q tokens of each text.
    ///
    /// @param queries (B, A, Q, D), turned
    /// @param keys (T, H), not turned yet
    /// @param values (T, H)
    /// @return (B, Q, H)
    private Tensor attend(Tensor queries, Tensor keys, Tensor values, Sight sight, Batch batch, Dropout dropout) {
        Tensor turned = heads(batch.laidOut(sight.rotation().turn(keys))); // (B, A, S, D)
        var scale = new Scalar(1 / Math.sqrt(config.headSize()));
        Tensor scores = queries.mul(scale).matmul(turned.transpose(2, 3)); // (B, A, Q, S)
        Tensor visible = sight.mask()
                .map(mask -> scores.add(mask.narrow(2, 0, Math.min(mask.size(2), queries.size(2))))).orElse(scores);
        Tensor shares = dropout.apply(Layers.softmax(visible), config.attentionDropout());
        return shares.matmul(heads(batch.laidOut(values))).transpose(1, 2) // (B, Q, A, D)
                .reshape(batch.texts(), queries.size(2), config.hiddenSize());
    }

    /// x + (gelu(input) gate) Wo, where input and gate are the halves of x Wi.
    ///
    /// @param x (.., H)
    private Tensor feedForward(Layers l, String name, Tensor x, Dropout dropout) {
        int i = config.intermediateSize();
        Tensor wide = l.linear(name + "mlp.Wi", norm(l, name + "mlp_norm", x)); // (.., 2 I)
        Tensor gated = torch.gelu(wide.narrow(1, 0, i)).mul(wide.narrow(1, i, i)); // (.., I), exact erf form
        return x.add(l.linear(name + "mlp.Wo", dropout.apply(gated, config.mlpDropout()))); // (.., H)
    }

    private static Tensor linear(Tensor x, Tensor weight) {
        return torch.linear(x, weight, new TensorOptional());
    }

    /// (B, S, H) seen as (B, A, S, D).
    private Tensor heads(Tensor x) {
        return x.view(x.size(0), x.size(1), config.heads(), config.headSize()).transpose(1, 2);
    }
}
