package dev.retort.infer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a student's `config.json`, `tokenizer_config.json` and `retort.json` tell its runner.
///
/// @param labels names in the order of the scores
/// @param maxTokens room for one text: `model_max_length`, which training sets, but no more than the model's positions
/// @param thresholds of the labels if the problem is multi-label, else none
/// @param temperature what scores are divided by before softmax: `calibration.temperature` of `retort.json`, else 1
record StudentConfig(ProblemType problemType, List<String> labels, int maxTokens, List<Double> thresholds,
        double temperature) {
    /// The newest form of `retort.json` that is understood. A directory without one is any Hugging Face classifier.
    private static final int FORMAT = 1;
    private static final String RECORD = "retort.json";

    StudentConfig {
        labels = List.copyOf(labels);
        thresholds = List.copyOf(thresholds);
    }

    static StudentConfig read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InferenceException("%s: no such student directory".formatted(directory));
        }
        double temperature = temperature(directory.resolve(RECORD));
        Path file = directory.resolve("config.json");
        JsonObject config = object(file);
        List<String> labels = labels(file, config);
        ProblemType problem = problemType(file, config, labels);
        long maxTokens = positions(file, config);
        Path tokenizerFile = directory.resolve("tokenizer_config.json");
        if (Files.exists(tokenizerFile)) {
            maxTokens = Math.min(maxTokens,
                    number(tokenizerFile, object(tokenizerFile), "model_max_length", maxTokens, 3));
        }
        List<Double> thresholds = problem == ProblemType.MULTI_LABEL
                ? LabelThresholds.read(directory.resolve(RECORD), labels)
                : List.of();
        return new StudentConfig(problem, labels, (int) maxTokens, thresholds, temperature);
    }

    /// As transformers has it: a model with one score and no `problem_type` gives a number.
    private static ProblemType problemType(Path file, JsonObject config, List<String> labels) {
        String word = text(config, "problem_type",
                (labels.size() == 1 ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL).word());
        ProblemType problem = ProblemType.of(word).orElseThrow(() -> new InferenceException(
                "%s: problem_type must be %s, got '%s'".formatted(file, Arrays.stream(ProblemType.values())
                        .map(ProblemType::word).collect(Collectors.joining(", ")), word)));
        if (problem == ProblemType.REGRESSION && labels.size() != 1) {
            throw new InferenceException("%s: id2label of a regression must name one number, got %d".formatted(file,
                    labels.size()));
        }
        return problem;
    }

    /// RoBERTa counts positions from its pad id, so that one and those below are no token's.
    private static long positions(Path file, JsonObject config) {
        long rows = number(file, config, "max_position_embeddings", 512, 3);
        String type = text(config, "model_type", "");
        if (!type.equals("roberta") && !type.equals("xlm-roberta")) {
            return rows;
        }
        long positions = rows - number(file, config, "pad_token_id", 1, 0) - 1;
        if (positions < 3) {
            throw new InferenceException(
                    "%s: max_position_embeddings must be at least 4 above pad_token_id, got %d".formatted(file, rows));
        }
        return positions;
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

    static JsonObject object(Path file) {
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

    static String text(JsonObject json, String key, String missing) {
        JsonElement value = json.get(key);
        return value == null || !value.isJsonPrimitive() ? missing : value.getAsString();
    }

    /// Hugging Face writes 1e30 where there is no limit.
    private static long number(Path file, JsonObject json, String key, long missing, int least) {
        JsonElement value = json.get(key);
        if (value == null || value.isJsonNull()) {
            return missing;
        }
        boolean numeric = value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
        double number = numeric ? value.getAsDouble() : 0;
        if (!numeric || !(number >= least)) {
            throw new InferenceException(
                    "%s: %s must be a number of at least %d, got %s".formatted(file, key, least, value));
        }
        return (long) Math.min(number, 1 << 20);
    }
}
