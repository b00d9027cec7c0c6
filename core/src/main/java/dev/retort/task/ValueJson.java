package dev.retort.task;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON form of a [Value] in the store and in recordings: `{"label":"positive"}`.
public final class ValueJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ValueJson() {}

    public static String write(Value value) {
        return switch (value) {
            case Value.Choice(var label) -> JSON.createObjectNode().put("label", label).toString();
        };
    }

    /// @throws IllegalArgumentException if the text is not a value of any kind
    public static Value read(String json) {
        try {
            JsonNode label = JSON.readTree(json).path("label");
            if (label.isString()) {
                return new Value.Choice(label.stringValue());
            }
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("not a value: " + json, malformed);
        }
        throw new IllegalArgumentException("not a value: " + json);
    }
}
