package dev.retort.base;

import java.util.List;

/// The configuration of a BERT.
///
/// @param layers transformer layers
/// @param heads attention heads of a layer; they divide the hidden size
/// @param intermediateSize width of the feed-forward layer
/// @param maxPositions most tokens of a text
/// @param typeVocabSize kinds of token types, of which single texts use only the first
/// @param classifierDropout before the classifier; the hidden dropout unless named
/// @param labels class names in the order of the logits, as `id2label` has them; none in a bare base model
public record BertConfig(int vocabSize, int hiddenSize, int layers, int heads, int intermediateSize, int maxPositions,
        int typeVocabSize, double layerNormEps, double hiddenDropout, double attentionDropout,
        double classifierDropout, int padTokenId, List<String> labels) implements EncoderConfig {
    public BertConfig {
        labels = List.copyOf(labels);
        if (hiddenSize % heads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads must divide hidden_size %d, got %d".formatted(hiddenSize, heads));
        }
    }

    static BertConfig of(ConfigJson json) {
        json.only("hidden_act", "gelu", "gelu");
        json.only("position_embedding_type", "absolute", "absolute");
        double hiddenDropout = json.decimal("hidden_dropout_prob", 0.1);
        return new BertConfig(json.size("vocab_size"), json.size("hidden_size"), json.size("num_hidden_layers"),
                json.size("num_attention_heads"), json.size("intermediate_size"),
                json.size("max_position_embeddings"), json.size("type_vocab_size", 2),
                json.decimal("layer_norm_eps", 1e-12), hiddenDropout,
                json.decimal("attention_probs_dropout_prob", 0.1), json.decimal("classifier_dropout", hiddenDropout),
                json.integer("pad_token_id", 0), json.labels());
    }

    @Override
    public int maxTokens() {
        return maxPositions;
    }

    @Override
    public String architecture() {
        return "BertForSequenceClassification";
    }
}
