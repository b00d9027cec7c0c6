package dev.retort.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The shape of a BERT encoder, as `config.json` of a Hugging Face directory gives it.
///
/// @param vocabulary rows of the word table
/// @param hidden numbers per token between layers
/// @param heads attention heads; each works on hidden / heads numbers
/// @param intermediate width of the feed-forward layer
/// @param positions longest sequence
/// @param types rows of the token type table; a single text uses row 0 only
/// @param layerNormEps added to the variance in layer norms
/// @param hiddenDropout after embeddings, attention outputs and feed-forward outputs
/// @param attentionDropout of attention probabilities
/// @param classifierDropout before the classifier; the hidden dropout unless named
/// @param padToken id that fills short rows of a batch
public record BertConfig(int vocabulary, int hidden, int layers, int heads, int intermediate, int positions, int types,
        double layerNormEps, double hiddenDropout, double attentionDropout, double classifierDropout, int padToken) {

    public BertConfig {
        require(vocabulary > 0, "vocab_size", "above 0", vocabulary);
        require(layers > 0, "num_hidden_layers", "above 0", layers);
        require(heads > 0 && hidden > 0 && hidden % heads == 0, "hidden_size",
                "a multiple of num_attention_heads " + heads, hidden);
        require(intermediate > 0, "intermediate_size", "above 0", intermediate);
        require(positions > 0, "max_position_embeddings", "above 0", positions);
        require(types > 0, "type_vocab_size", "above 0", types);
        require(layerNormEps > 0, "layer_norm_eps", "above 0", layerNormEps);
        requireShare("hidden_dropout_prob", hiddenDropout);
        requireShare("attention_probs_dropout_prob", attentionDropout);
        requireShare("classifier_dropout", classifierDropout);
        require(padToken >= 0 && padToken < vocabulary, "pad_token_id", "a row of the vocabulary", padToken);
    }

    private static void requireShare(String key, double share) {
        require(share >= 0 && share < 1, key, "from 0 to below 1", share);
    }

    private static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("%s must be %s, got %s".formatted(key, rule, value));
        }
    }

    /// Reads `config.json` of a model directory. Keys that BERT leaves at their usual values may be missing.
    ///
    /// @throws UnsupportedModelException if the model is not of the BERT family or has a part we do not build
    public static BertConfig read(Path directory) throws IOException {
        Path file = directory.resolve("config.json");
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
            requireWord(json, "model_type", "bert");
            requireWord(json, "hidden_act", "gelu");
            requireWord(json, "position_embedding_type", "absolute");
            double hiddenDropout = json.path("hidden_dropout_prob").asDouble(0.1);
            return new BertConfig(whole(json, "vocab_size"), whole(json, "hidden_size"),
                    whole(json, "num_hidden_layers"), whole(json, "num_attention_heads"),
                    whole(json, "intermediate_size"), json.path("max_position_embeddings").asInt(512),
                    json.path("type_vocab_size").asInt(2), json.path("layer_norm_eps").asDouble(1e-12), hiddenDropout,
                    json.path("attention_probs_dropout_prob").asDouble(0.1),
                    json.path("classifier_dropout").asDouble(hiddenDropout), json.path("pad_token_id").asInt(0));
        } catch (JacksonException | IllegalArgumentException invalid) {
            throw new UnsupportedModelException("%s: %s".formatted(file, invalid.getMessage()), invalid);
        }
    }

    private static int whole(JsonNode json, String key) {
        JsonNode value = json.path(key);
        require(value.isInt(), key, "a whole number", value.isMissingNode() ? "nothing" : value);
        return value.asInt();
    }

    private static void requireWord(JsonNode json, String key, String word) {
        String value = json.path(key).asString(word);
        require(value.equals(word), key, "'" + word + "' (other kinds are not supported)", "'" + value + "'");
    }
}
