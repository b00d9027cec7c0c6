package dev.retort.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The parts of a BERT model's `config.json` that decide what it computes.
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
        double classifierDropout, int padTokenId, List<String> labels) {
    public BertConfig {
        labels = List.copyOf(labels);
        positive("vocab_size", vocabSize);
        positive("hidden_size", hiddenSize);
        positive("num_hidden_layers", layers);
        positive("num_attention_heads", heads);
        positive("intermediate_size", intermediateSize);
        positive("max_position_embeddings", maxPositions);
        positive("type_vocab_size", typeVocabSize);
        if (hiddenSize % heads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads must divide hidden_size %d, got %d".formatted(hiddenSize, heads));
        }
    }

    private static void positive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(key, value));
        }
    }

    /// Reads `config.json` of a model directory.
    ///
    /// @throws BaseModelException if it is missing, broken, or of a kind that is not supported yet
    public static BertConfig read(Path directory) {
        Path file = directory.resolve("config.json");
        try {
            return of(new JsonMapper().readTree(Files.readString(file)));
        } catch (IOException missing) {
            throw new BaseModelException(
                    "%s: cannot be read; a model directory needs its config.json".formatted(file), missing);
        } catch (JacksonException invalid) {
            throw new BaseModelException("%s: not valid JSON: %s".formatted(file, invalid.getOriginalMessage()),
                    invalid);
        } catch (IllegalArgumentException broken) {
            throw new BaseModelException("%s: %s".formatted(file, broken.getMessage()), broken);
        }
    }

    private static BertConfig of(JsonNode json) {
        only(json, "model_type", "bert", "");
        only(json, "hidden_act", "gelu", "gelu");
        only(json, "position_embedding_type", "absolute", "absolute");
        double hiddenDropout = json.path("hidden_dropout_prob").asDouble(0.1);
        return new BertConfig(integer(json, "vocab_size"), integer(json, "hidden_size"),
                integer(json, "num_hidden_layers"), integer(json, "num_attention_heads"),
                integer(json, "intermediate_size"), integer(json, "max_position_embeddings"),
                json.path("type_vocab_size").asInt(2), json.path("layer_norm_eps").asDouble(1e-12),
                hiddenDropout, json.path("attention_probs_dropout_prob").asDouble(0.1),
                json.path("classifier_dropout").asDouble(hiddenDropout), json.path("pad_token_id").asInt(0),
                labels(json));
    }

    private static void only(JsonNode json, String key, String supported, String missing) {
        String value = json.path(key).asString(missing);
        if (!value.equals(supported)) {
            throw new IllegalArgumentException("%s '%s' is not supported yet; supported: %s".formatted(key, value,
                    supported));
        }
    }

    private static int integer(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("%s must be a whole number, got %s".formatted(key,
                    value.isMissingNode() ? "nothing" : value));
        }
        return value.intValue();
    }

    private static List<String> labels(JsonNode json) {
        JsonNode names = json.path("id2label");
        var labels = new ArrayList<String>();
        for (int index = 0; index < names.size(); index++) {
            JsonNode name = names.path(Integer.toString(index));
            if (!name.isString()) {
                throw new IllegalArgumentException(
                        "id2label must map 0 to %d to names, but %d is missing".formatted(names.size() - 1, index));
            }
            labels.add(name.stringValue());
        }
        return labels;
    }
}
