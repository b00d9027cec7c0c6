package dev.retort.base;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// The configuration of a ModernBERT, in the keys of transformers 5 (`layer_types`, `rope_parameters`) or those of
/// before, which the hub's files have (`global_attn_every_n_layers`, `global_rope_theta`, `local_rope_theta`).
///
/// @param heads attention heads of a layer; they divide the hidden size into even parts
/// @param intermediateSize width of the feed-forward step behind its gate
/// @param layers what the tokens of each layer see
/// @param pooling what the head reads
/// @param attentionDropout on the attention shares, and after them
/// @param mlpDropout within the feed-forward step
/// @param labels class names in the order of the logits, as `id2label` has them; none in a bare base model
public record ModernBertConfig(int vocabSize, int hiddenSize, int heads, int intermediateSize, int maxTokens,
        List<Attention> layers, Pooling pooling, double normEps, double embeddingDropout, double attentionDropout,
        double mlpDropout, double classifierDropout, List<String> labels) implements EncoderConfig {

    /// How the tokens of a layer see each other.
    ///
    /// @param theta base of the wave lengths of their positions
    /// @param reach how many tokens a token sees to each side; empty if it sees all
    public record Attention(double theta, OptionalInt reach) {
        /// By how much each pair of the `headSize` numbers of a head is turned from one position to the next
        /// (Su et al. 2021): theta^(-2 i / headSize), in the float32 arithmetic of transformers.
        ///
        /// @return headSize / 2 angles
        public float[] angles(int headSize) {
            float[] angles = new float[headSize / 2];
            for (int pair = 0; pair < angles.length; pair++) {
                angles[pair] = 1 / (float) Math.pow(theta, 2f * pair / headSize);
            }
            return angles;
        }
    }

    /// What of a text the head reads.
    public enum Pooling {
        /// The first token.
        CLS,
        /// The mean of all tokens.
        MEAN
    }

    public ModernBertConfig {
        layers = List.copyOf(layers);
        labels = List.copyOf(labels);
        if (hiddenSize % heads != 0 || hiddenSize / heads % 2 != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads must divide hidden_size %d into even parts, got %d".formatted(hiddenSize,
                            heads));
        }
    }

    static ModernBertConfig of(ConfigJson json) {
        json.only("hidden_activation", "gelu", "gelu");
        json.only("classifier_activation", "gelu", "gelu");
        for (String bias : new String[]{"attention_bias", "mlp_bias", "norm_bias", "classifier_bias"}) {
            json.only(bias, "false", "false");
        }
        return new ModernBertConfig(json.size("vocab_size"), json.size("hidden_size"),
                json.size("num_attention_heads"), json.size("intermediate_size"),
                json.size("max_position_embeddings"), layers(json), pooling(json), json.decimal("norm_eps", 1e-5),
                json.decimal("embedding_dropout", 0), json.decimal("attention_dropout", 0),
                json.decimal("mlp_dropout", 0), json.decimal("classifier_dropout", 0), json.labels());
    }

    private static Pooling pooling(ConfigJson json) {
        String pooling = json.text("classifier_pooling", "cls");
        return switch (pooling) {
            case "cls" -> Pooling.CLS;
            case "mean" -> Pooling.MEAN;
            default -> throw new IllegalArgumentException(
                    "classifier_pooling '%s' is not supported; supported: cls, mean".formatted(pooling));
        };
    }

    private static List<Attention> layers(ConfigJson json) {
        if (json.has("rope_scaling")) {
            throw new IllegalArgumentException("rope_scaling %s is not supported; supported: null".formatted(
                    json.node("rope_scaling")));
        }
        double globalTheta = json.has("global_rope_theta") ? json.decimal("global_rope_theta", 0) : 160_000;
        double localTheta = json.has("local_rope_theta")
                ? json.decimal("local_rope_theta", 0)
                : json.node("local_rope_theta").isNull() ? globalTheta : 10_000;
        var global = new Attention(theta(json, "full_attention", globalTheta), OptionalInt.empty());
        var local = new Attention(theta(json, "sliding_attention", localTheta),
                OptionalInt.of(json.size("local_attention", 128) / 2));
        int layers = json.size("num_hidden_layers");
        if (!json.has("layer_types")) {
            int every = json.size("global_attn_every_n_layers", 3);
            return IntStream.range(0, layers).mapToObj(layer -> layer % every == 0 ? global : local).toList();
        }
        JsonNode types = json.node("layer_types");
        if (types.size() != layers) {
            throw new IllegalArgumentException("layer_types must name %d layers, as num_hidden_layers says, got %d"
                    .formatted(layers, types.size()));
        }
        return types.valueStream().map(type -> switch (type.asString("")) {
            case "full_attention" -> global;
            case "sliding_attention" -> local;
            default -> throw new IllegalArgumentException(
                    "layer_types %s is not supported; supported: full_attention, sliding_attention".formatted(type));
        }).toList();
    }

    /// @param missing where `rope_parameters` does not tell
    private static double theta(ConfigJson json, String layers, double missing) {
        JsonNode rope = json.node("rope_parameters").path(layers);
        String type = rope.path("rope_type").asString("default");
        if (!type.equals("default")) {
            throw new IllegalArgumentException("rope_parameters.%s.rope_type '%s' is not supported; supported: default"
                    .formatted(layers, type));
        }
        JsonNode given = rope.path("rope_theta");
        double theta = given.isMissingNode() ? missing : given.isNumber() ? given.doubleValue() : Double.NaN;
        if (!(theta > 0 && theta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rope_theta of %s must be a number above 0, got %s".formatted(layers,
                    given.isMissingNode() ? missing : given));
        }
        return theta;
    }

    /// Numbers of a token that one head sees; even.
    public int headSize() {
        return hiddenSize / heads;
    }

    @Override
    public String architecture() {
        return "ModernBertForSequenceClassification";
    }
}
