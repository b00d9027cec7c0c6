package dev.retort.train;

import dev.retort.base.EncoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `config.json` and `tokenizer_config.json` of a student, from those of its base.
final class ConfigFiles {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ConfigFiles() {}

    /// @param config of the base; changed here
    /// @param origin what is told of the base
    static void write(Path directory, ObjectNode config, StudentRecord.Base origin, Path base, Fit fit)
            throws IOException {
        EncoderConfig model = EncoderConfig.read(base);
        List<String> labels = fit.labels();
        config.putArray("architectures").add(model.architecture());
        config.put("problem_type", fit.problem().word());
        ObjectNode names = config.putObject("id2label");
        ObjectNode indices = config.putObject("label2id");
        for (int index = 0; index < labels.size(); index++) {
            names.put(Integer.toString(index), labels.get(index));
            indices.put(labels.get(index), index);
        }
        config.remove(List.of("num_labels", "torch_dtype"));
        if (config.has(BaseOrigin.NAME)) {
            config.put(BaseOrigin.NAME, origin.name());
        }
        config.put("dtype", "float32");
        Files.writeString(directory.resolve("config.json"), JSON.writeValueAsString(config) + "\n");
        writeTokenizerConfig(directory, model.maxTokens(), base, fit);
    }

    /// Texts are cut where training cut them.
    private static void writeTokenizerConfig(Path directory, int maxTokens, Path base, Fit fit) throws IOException {
        Path file = base.resolve("tokenizer_config.json");
        ObjectNode tokenizer = Files.exists(file) ? StudentDirectory.object(file) : JSON.createObjectNode();
        tokenizer.put("model_max_length", Math.min(fit.options().maxSeqLength(), maxTokens));
        if (!tokenizer.has("tokenizer_class")) {
            tokenizer.put("tokenizer_class", "PreTrainedTokenizerFast");
        }
        Files.writeString(directory.resolve("tokenizer_config.json"), JSON.writeValueAsString(tokenizer) + "\n");
    }
}
