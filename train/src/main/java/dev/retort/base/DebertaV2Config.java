package dev.retort.base;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The configuration of a DeBERTa of version 2 or 3, as nearly all of them are: no positions in the input, both relative
/// terms in attention, their projections shared with the content. What differs is refused by its key.
///
/// @param layers transformer layers
/// @param heads attention heads of a layer; they divide the hidden size
/// @param intermediateSize width of the feed-forward layer
/// @param maxPositions most tokens of a text
/// @param distances which relative embedding stands for which distance
/// @param poolerDropout before the pooler
/// @param classifierDropout before the classifier; the hidden dropout unless named
/// @param labels class names in the order of the logits, as `id2label` has them; none in a bare base model
public record DebertaV2Config(int vocabSize, int hiddenSize, int layers, int heads, int intermediateSize,
        int maxPositions, LogBuckets distances, double layerNormEps, double hiddenDropout, double attentionDropout,
        double poolerDropout, double classifierDropout, List<String> labels) implements EncoderConfig {
    private static final Set<String> TERMS = Set.of("c2p", "p2c");
    private static final Pattern BAR = Pattern.compile("|", Pattern.LITERAL);

    public DebertaV2Config {
        labels = List.copyOf(labels);
        if (hiddenSize % heads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads must divide hidden_size %d, got %d".formatted(hiddenSize, heads));
        }
    }

    static DebertaV2Config of(ConfigJson json) {
        requireTheUsual(json);
        int maxPositions = json.size("max_position_embeddings", 512);
        int farthest = json.integer("max_relative_positions", -1);
        double hiddenDropout = json.decimal("hidden_dropout_prob", 0.1);
        var config = new DebertaV2Config(json.size("vocab_size"), json.size("hidden_size"),
                json.size("num_hidden_layers"), json.size("num_attention_heads"), json.size("intermediate_size"),
                maxPositions, new LogBuckets(json.size("position_buckets"), farthest < 1 ? maxPositions : farthest),
                json.decimal("layer_norm_eps", 1e-7), hiddenDropout,
                json.decimal("attention_probs_dropout_prob", 0.1), json.decimal("pooler_dropout", 0),
                json.decimal("cls_dropout", hiddenDropout), json.labels());
        String hidden = Integer.toString(config.hiddenSize);
        json.only("embedding_size", hidden, hidden);
        json.only("pooler_hidden_size", hidden, hidden);
        String headSize = Integer.toString(config.hiddenSize / config.heads);
        json.only("attention_head_size", headSize, headSize);
        return config;
    }

    /// What is missing means what it means to transformers.
    private static void requireTheUsual(ConfigJson json) {
        json.only("hidden_act", "gelu", "gelu");
        json.only("pooler_hidden_act", "gelu", "gelu");
        json.only("relative_attention", "true", "false");
        json.only("share_att_key", "true", "false");
        json.only("norm_rel_ebd", "layer_norm", "none");
        json.only("position_biased_input", "false", "true");
        json.only("type_vocab_size", "0", "0");
        json.only("conv_kernel_size", "0", "0");
        Set<String> terms = terms(json.node("pos_att_type"));
        if (!terms.equals(TERMS)) {
            throw new IllegalArgumentException("pos_att_type must name c2p and p2c and nothing else, got '%s'"
                    .formatted(String.join("|", terms.stream().sorted().toList())));
        }
    }

    /// A list, or as the hub has it one text: "p2c|c2p".
    private static Set<String> terms(JsonNode node) {
        Stream<String> names = node.isArray()
                ? node.valueStream().map(JsonNode::asString)
                : BAR.splitAsStream(node.asString(""));
        return names.map(name -> name.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    @Override
    public int maxTokens() {
        return maxPositions;
    }

    @Override
    public String architecture() {
        return "DebertaV2ForSequenceClassification";
    }
}
