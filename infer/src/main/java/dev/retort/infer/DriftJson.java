package dev.retort.infer;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// `drift.json` of a student directory: what its embeddings looked like when it was made.
///
/// ```json
/// {"format": 1, "embedding": {"learnt": 1000, "mean": [...], "deviation": [...], "edges": [...], "counts": [...]}}
/// ```
///
/// See [EmbeddingBaseline]. A directory without this file has no such baseline.
public final class DriftJson {
    /// Of the file in a student directory.
    public static final String NAME = "drift.json";
    private static final int FORMAT = 1;

    private DriftJson() {}

    /// What the file holds.
    public static String of(EmbeddingBaseline baseline) {
        var json = new Gson();
        var embedding = new JsonObject();
        embedding.addProperty("learnt", baseline.learnt());
        embedding.add("mean", json.toJsonTree(baseline.mean()));
        embedding.add("deviation", json.toJsonTree(baseline.deviation()));
        embedding.add("edges", json.toJsonTree(baseline.edges()));
        embedding.add("counts", json.toJsonTree(baseline.counts()));
        var file = new JsonObject();
        file.addProperty("format", FORMAT);
        file.add("embedding", embedding);
        return json.toJson(file) + "\n";
    }

    /// @param student its directory
    /// @return empty if it has no such file
    /// @throws InferenceException if the file is broken or of a newer format
    public static Optional<EmbeddingBaseline> read(Path student) {
        Path file = student.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject json = StudentConfig.object(file);
        String format = StudentConfig.text(json, "format", "none");
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new InferenceException("%s: format must be %d, got %s; a newer Retort wrote it, update Retort"
                    .formatted(file, FORMAT, format));
        }
        JsonElement embedding = json.get("embedding");
        if (embedding == null || !embedding.isJsonObject()) {
            return Optional.empty();
        }
        return Optional.of(baseline(file, embedding.getAsJsonObject()));
    }

    private static EmbeddingBaseline baseline(Path file, JsonObject json) {
        double[] mean = numbers(file, json, "mean", Double.NEGATIVE_INFINITY);
        double[] deviation = numbers(file, json, "deviation", Float.MIN_VALUE);
        double[] edges = numbers(file, json, "edges", 0);
        double[] counts = numbers(file, json, "counts", 0);
        if (deviation.length != mean.length || edges.length != EmbeddingBaseline.BINS - 1
                || counts.length != EmbeddingBaseline.BINS) {
            throw broken(file,
                    "mean and deviation must be of one length, with %d edges and %d counts, got %d, %d, %d and %d"
                            .formatted(EmbeddingBaseline.BINS - 1, EmbeddingBaseline.BINS, mean.length,
                                    deviation.length,
                                    edges.length, counts.length));
        }
        double[] sorted = edges.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, edges)) {
            throw broken(file, "edges must not fall, got %s".formatted(Arrays.toString(edges)));
        }
        JsonElement learnt = json.get("learnt");
        return new EmbeddingBaseline(isNumber(learnt) ? learnt.getAsInt() : 0, floats(mean), floats(deviation), edges,
                Arrays.stream(counts).mapToLong(count -> (long) count).toArray());
    }

    private static boolean isNumber(JsonElement value) {
        return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    }

    private static double[] numbers(Path file, JsonObject json, String key, double least) {
        JsonElement list = json.get(key);
        JsonArray values = list != null && list.isJsonArray() ? list.getAsJsonArray() : new JsonArray();
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonElement value = values.get(i);
            numbers[i] = isNumber(value) ? value.getAsDouble() : Double.NaN;
            if (!(numbers[i] >= least && Math.abs(numbers[i]) < Double.POSITIVE_INFINITY)) {
                throw broken(file, "%s must hold numbers%s, got %s".formatted(key,
                        least < 0 ? "" : least == 0 ? " of at least 0" : " above 0", value));
            }
        }
        return numbers;
    }

    private static InferenceException broken(Path file, String rule) {
        return new InferenceException(
                "%s: embedding: %s; copy the file from where it was made, or delete it to go without".formatted(file,
                        rule));
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}
