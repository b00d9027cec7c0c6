package dev.retort.infer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `thresholds` of `retort.json`: from which probability on each label counts.
final class LabelThresholds {
    private static final double USUAL = 0.5;

    private LabelThresholds() {}

    /// @param labels in the order of the scores
    /// @return in the same order; 0.5 for all if the file or the key is absent
    /// @throws InferenceException if there are thresholds, but not one from 0 to 1 for each label in this order
    static List<Double> read(Path file, List<String> labels) {
        JsonElement list = Files.exists(file) ? StudentConfig.object(file).get("thresholds") : null;
        if (list == null || list.isJsonNull()) {
            return Collections.nCopies(labels.size(), USUAL);
        }
        if (!list.isJsonArray() || list.getAsJsonArray().size() != labels.size()) {
            throw new InferenceException("%s: thresholds must list one for each of %s".formatted(file, labels));
        }
        var thresholds = new ArrayList<Double>();
        for (int index = 0; index < labels.size(); index++) {
            thresholds.add(threshold(file, list.getAsJsonArray().get(index), labels.get(index)));
        }
        return thresholds;
    }

    private static double threshold(Path file, JsonElement entry, String label) {
        JsonObject object = entry.isJsonObject() ? entry.getAsJsonObject() : new JsonObject();
        JsonElement value = object.get("threshold");
        boolean numeric = value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
        double threshold = numeric ? value.getAsDouble() : -1;
        if (!StudentConfig.text(object, "label", "").equals(label) || !(threshold >= 0 && threshold <= 1)) {
            throw new InferenceException("%s: thresholds must have a number from 0 to 1 for label '%s' here, got %s"
                    .formatted(file, label, entry));
        }
        return threshold;
    }
}
