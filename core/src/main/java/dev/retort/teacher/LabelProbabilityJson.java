package dev.retort.teacher;

import dev.retort.task.Value;
import dev.retort.task.ValueJson;
import java.util.LinkedHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON form of a [LabelProbability] in the store, in recordings and for people's programs:
///
/// ```
/// {"value":{"label":"positive"},"probability":0.93,"others":[{"value":{"label":"negative"},"probability":0.05}]}
/// ```
///
/// `others` is left out where there are none.
public final class LabelProbabilityJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LabelProbabilityJson() {}

    public static ObjectNode write(LabelProbability label) {
        ObjectNode json = entry(label.value(), label.probability());
        if (!label.others().isEmpty()) {
            ArrayNode others = json.putArray("others");
            label.others().forEach((value, probability) -> others.add(entry(value, probability)));
        }
        return json;
    }

    private static ObjectNode entry(Value value, double probability) {
        ObjectNode entry = JSON.createObjectNode();
        entry.set("value", JSON.readTree(ValueJson.write(value)));
        return entry.put("probability", probability);
    }

    /// @throws IllegalArgumentException if the text is none
    public static LabelProbability read(String json) {
        try {
            return read(JSON.readTree(json));
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("not a label's probability: " + json, malformed);
        }
    }

    /// @throws IllegalArgumentException if the node is none; the message says what is wrong with it in one line
    public static LabelProbability read(JsonNode json) {
        var others = new LinkedHashMap<Value, Double>();
        for (JsonNode other : json.path("others")) {
            others.put(value(other), probability(other));
        }
        return new LabelProbability(value(json), probability(json), others);
    }

    private static Value value(JsonNode entry) {
        return ValueJson.read(entry.path("value").toString());
    }

    private static double probability(JsonNode entry) {
        JsonNode number = entry.path("probability");
        if (!number.isNumber()) {
            throw new IllegalArgumentException("a probability must be from 0 to 1, got "
                    + (number.isMissingNode() ? "nothing" : number.toString()));
        }
        return number.doubleValue();
    }
}
