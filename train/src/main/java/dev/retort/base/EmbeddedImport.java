package dev.retort.base;

import dev.retort.safetensors.SafetensorsWriter;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes an embedded base as a Hugging Face directory that transformers loads too.
final class EmbeddedImport {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper COMPACT = new JsonMapper();

    private EmbeddedImport() {}

    /// @param directory exists and is empty
    static void write(EmbeddedBase base, Path directory) throws IOException {
        OnnxWeights weights;
        try (InputStream onnx = base.onnx()) {
            weights = OnnxWeights.read(onnx);
        }
        ObjectNode config = config(base, weights);
        SafetensorsWriter.write(directory.resolve("model.safetensors"), weights.shapes(), weights::values);
        Files.writeString(directory.resolve("config.json"), JSON.writeValueAsString(config) + "\n");
        Files.writeString(directory.resolve("tokenizer.json"), tokenizer(base));
        Files.writeString(directory.resolve("tokenizer_config.json"),
                JSON.writeValueAsString(tokenizerConfig(config.path("max_position_embeddings").intValue())) + "\n");
    }

    private static ObjectNode config(EmbeddedBase base, OnnxWeights weights) throws IOException {
        Shape words = weights.shape("embeddings.word_embeddings.weight");
        int layers = 0;
        while (weights.shapes().containsKey("encoder.layer.%d.output.dense.weight".formatted(layers))) {
            layers++;
        }
        ObjectNode config = JSON.createObjectNode();
        config.put("_name_or_path", base.hubName());
        config.putArray("architectures").add("BertModel");
        config.put("model_type", "bert");
        config.put("vocab_size", words.extent(0));
        config.put("hidden_size", words.extent(1));
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", base.heads());
        config.put("intermediate_size", weights.shape("encoder.layer.0.intermediate.dense.weight").extent(0));
        config.put("hidden_act", "gelu");
        config.put("hidden_dropout_prob", 0.1);
        config.put("attention_probs_dropout_prob", 0.1);
        config.put("max_position_embeddings", weights.shape("embeddings.position_embeddings.weight").extent(0));
        config.put("type_vocab_size", weights.shape("embeddings.token_type_embeddings.weight").extent(0));
        config.put("layer_norm_eps", 1e-12);
        config.put("initializer_range", 0.02);
        config.put("pad_token_id", 0);
        return config;
    }

    /// The jar's file, but without the fixed length that MiniLM's asks for.
    private static String tokenizer(EmbeddedBase base) throws IOException {
        try (InputStream json = base.tokenizer()) {
            ObjectNode tokenizer = (ObjectNode) COMPACT.readTree(json);
            tokenizer.putNull("truncation");
            tokenizer.putNull("padding");
            return COMPACT.writeValueAsString(tokenizer);
        }
    }

    private static ObjectNode tokenizerConfig(int maxTokens) {
        ObjectNode config = JSON.createObjectNode();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("model_max_length", maxTokens);
        config.put("clean_up_tokenization_spaces", false);
        config.put("pad_token", "[PAD]");
        config.put("cls_token", "[CLS]");
        config.put("sep_token", "[SEP]");
        config.put("mask_token", "[MASK]");
        config.put("unk_token", "[UNK]");
        return config;
    }
}
