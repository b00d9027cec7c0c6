package dev.retort.base;

import java.util.List;

/// The configuration of an encoder whose layers norm after each sum: BERT and its kin.
///
/// @param vocabSize rows of the word table
/// @param embeddingSize numbers of a word, a position, a token type; only ELECTRA lets it differ from the hidden size
/// @param layers transformer layers
/// @param heads attention heads of a layer; they divide the hidden size
/// @param intermediateSize width of the feed-forward layer
/// @param positionRows rows of the position table
/// @param typeVocabSize kinds of token types, of which single texts use only the first; 0 if there are none
/// @param classifierDropout within the head; the hidden dropout unless named
/// @param labels class names in the order of the logits, as `id2label` has them; none in a bare base model
public record PostNormConfig(Kind kind, int vocabSize, int embeddingSize, int hiddenSize, int layers, int heads,
        int intermediateSize, int positionRows, int typeVocabSize, double layerNormEps, double hiddenDropout,
        double attentionDropout, double classifierDropout, int padTokenId,
        List<String> labels) implements EncoderConfig {

    /// Which of the kin, and what transformers calls it with a classifier.
    public enum Kind {
        BERT("BertForSequenceClassification"), //
        ROBERTA("RobertaForSequenceClassification"), //
        XLM_ROBERTA("XLMRobertaForSequenceClassification"), //
        DISTILBERT("DistilBertForSequenceClassification"), //
        ELECTRA("ElectraForSequenceClassification");

        private final String architecture;

        Kind(String architecture) {
            this.architecture = architecture;
        }

        /// Whether positions start after the pad id and a pad token gets none, as fairseq counted them.
        public boolean countsFromPad() {
            return this == ROBERTA || this == XLM_ROBERTA;
        }
    }

    /// The code has this fixed, not the file.
    private static final double DISTILBERT_NORM_EPS = 1e-12;

    public PostNormConfig {
        labels = List.copyOf(labels);
        if (kind.countsFromPad() && (padTokenId < 0 || padTokenId > positionRows - 2)) {
            throw new IllegalArgumentException(
                    "pad_token_id must be from 0 to %d, two below max_position_embeddings, got %d"
                            .formatted(positionRows - 2, padTokenId));
        }
    }

    static PostNormConfig bert(ConfigJson json) {
        return named(Kind.BERT, json, json.size("hidden_size"), 0);
    }

    /// @param kind one of RoBERTa's two
    static PostNormConfig roberta(Kind kind, ConfigJson json) {
        return named(kind, json, json.size("hidden_size"), 1);
    }

    static PostNormConfig electra(ConfigJson json) {
        return named(Kind.ELECTRA, json, json.size("embedding_size", 128), 0);
    }

    /// With the keys that BERT gave them.
    private static PostNormConfig named(Kind kind, ConfigJson json, int embeddingSize, int padTokenId) {
        json.only("hidden_act", "gelu", "gelu");
        json.only("position_embedding_type", "absolute", "absolute");
        json.off("is_decoder");
        double hiddenDropout = json.share("hidden_dropout_prob", 0.1);
        return new PostNormConfig(kind, json.size("vocab_size"), embeddingSize, json.size("hidden_size"),
                json.size("num_hidden_layers"), json.divisor("num_attention_heads", "hidden_size"),
                json.size("intermediate_size"), json.size("max_position_embeddings"), json.size("type_vocab_size", 2),
                json.decimal("layer_norm_eps", 1e-12), hiddenDropout,
                json.share("attention_probs_dropout_prob", 0.1), json.share("classifier_dropout", hiddenDropout),
                json.integer("pad_token_id", padTokenId), json.labels());
    }

    static PostNormConfig distilbert(ConfigJson json) {
        json.only("activation", "gelu", "gelu");
        json.off("sinusoidal_pos_embds");
        return new PostNormConfig(Kind.DISTILBERT, json.size("vocab_size"), json.size("dim"), json.size("dim"),
                json.size("n_layers"), json.divisor("n_heads", "dim"), json.size("hidden_dim"),
                json.size("max_position_embeddings"), 0, DISTILBERT_NORM_EPS, json.share("dropout", 0.1),
                json.share("attention_dropout", 0.1), json.share("seq_classif_dropout", 0.2),
                json.integer("pad_token_id", 0), json.labels());
    }

    @Override
    public int maxTokens() {
        return kind.countsFromPad() ? positionRows - padTokenId - 1 : positionRows;
    }

    @Override
    public String architecture() {
        return kind.architecture;
    }
}
