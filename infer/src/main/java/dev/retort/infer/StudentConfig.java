package dev.retort.infer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a student's `config.json` and `tokenizer_config.json` tell its runner.
///
/// @param maxTokens room for one text: `model_max_length`, which training sets, but no more than the model's positions
/// @param temperature what scores are divided by before softmax: `calibration.temperature` of `retort.json`, else 1
record StudentConfig(List<String> labels, int maxTokens, double temperature) {
    /// The newest form of `retort.json` that is understood. A directory without one is any Hugging Face classifier.
    private static final int FORMAT = 1;

    StudentConfig {
        labels = List.copyOf(labels);
    }

    static StudentConfig read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InferenceException("%s: no such student directory".formatted(directory));
        }
        double temperature = temperature(directory.resolve("retort.json"));
        Path file = directory.resolve("config.json");
        JsonObject config = object(file);
        String problem = text(config, "problem_type", "single_label_classification");
        if (!problem.equals("single_label_classification")) {
            throw new InferenceException(
                    "%s: problem_type '%s' is not supported yet; supported: single_label_classification"
                            .formatted(file, problem));
        }
        long maxTokens = number(file, config, "max_position_embeddings", 512);
        Path tokenizerFile = directory.resolve("tokenizer_config.json");
        if (Files.exists(tokenizerFile)) {
            maxTokens = Math.min(maxTokens,
                    number(tokenizerFile, object(tokenizerFile), "model_max_length", maxTokens));
        }
        return new StudentConfig(labels(file, config), (int) maxTokens, temperature);
    }

    private static double temperature(Path file) {
        if (!Files.exists(file)) {
            return 1;
        }
        JsonObject record = object(file);
        String format = text(record, "format", "none");
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new InferenceException("%s: format must be %d, got %s; a newer Retort wrote it, update Retort"
                    .formatted(file, FORMAT, format));
        }
        JsonElement calibration = record.get("calibration");
        if (calibration == null || !calibration.isJsonObject()) {
            return 1;
        }
        JsonElement value = calibration.getAsJsonObject().get("temperature");
        boolean numeric = value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
        double temperature = numeric ? value.getAsDouble() : 0;
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new InferenceException(
                    "%s: calibration.temperature must be a number above 0, got %s; train the student again"
                            .formatted(file, value));
        }
        return temperature;
    }

    private static JsonObject object(Path file) {
        try {
            JsonElement json = JsonParser.parseString(Files.readString(file));
            if (json.isJsonObject()) {
                return json.getAsJsonObject();
            }
        } catch (IOException missing) {
            throw new InferenceException("%s: cannot be read; is this a student directory?".formatted(file), missing);
        } catch (JsonParseException broken) {
            throw new InferenceException("%s: not valid JSON".formatted(file), broken);
        }
        throw new InferenceException("%s: not a JSON object".formatted(file));
    }

    private static List<String> labels(Path file, JsonObject config) {
        JsonElement names = config.get("id2label");
        if (names == null || !names.isJsonObject() || names.getAsJsonObject().size() == 0) {
            throw new InferenceException("%s: no id2label; only a fine-tuned classifier has classes".formatted(file));
        }
        var labels = new ArrayList<String>();
        for (int index = 0; index < names.getAsJsonObject().size(); index++) {
            String name = text(names.getAsJsonObject(), Integer.toString(index), "");
            if (name.isEmpty()) {
                throw new InferenceException("%s: id2label must map 0 to %d to names, but %d is missing"
                        .formatted(file, names.getAsJsonObject().size() - 1, index));
            }
            labels.add(name);
        }
        return labels;
    }

    private static String text(JsonObject json, String key, String missing) {
        JsonElement value = json.get(key);
        return value == null || !value.isJsonPrimitive() ? missing : value.getAsString();
    }

    /// Hugging Face writes 1e30 where there is no limit.
    private static long number(Path file, JsonObject json, String key, long missing) {
        JsonElement value = json.get(key);
        if (value == null || value.isJsonNull()) {
            return missing;
        }
        boolean numeric = value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
        double number = numeric ? value.getAsDouble() : 0;
        if (!(number >= 3)) {
            throw new InferenceException("%s: %s must be a number of at least 3, got %s".formatted(file, key, value));
        }
        return (long) Math.min(number, 1 << 20);
    }
}
