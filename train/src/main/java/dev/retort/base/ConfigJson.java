package dev.retort.base;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A `config.json`, read key by key.
///
/// Every method throws [IllegalArgumentException], naming key, rule and value, where a value is not what it must be.
final class ConfigJson {
    private final JsonNode json;

    ConfigJson(JsonNode json) {
        this.json = json;
    }

    boolean has(String key) {
        return !json.path(key).isMissingNode() && !json.path(key).isNull();
    }

    String text(String key, String missing) {
        return json.path(key).asString(missing);
    }

    /// That a key, which decides what the model computes, has the value known here.
    void only(String key, String supported, String missing) {
        String value = text(key, missing);
        if (!value.equals(supported)) {
            throw new IllegalArgumentException("%s '%s' is not supported; supported: %s".formatted(key, value,
                    supported));
        }
    }

    int integer(String key) {
        JsonNode value = json.path(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("%s must be a whole number, got %s".formatted(key,
                    value.isMissingNode() ? "nothing" : value));
        }
        return value.intValue();
    }

    /// As [#integer(String)], and above 0.
    int size(String key) {
        return positive(key, integer(key));
    }

    int size(String key, int missing) {
        return has(key) ? size(key) : missing;
    }

    int integer(String key, int missing) {
        return has(key) ? integer(key) : missing;
    }

    /// As [#size(String)], and without rest in the value of another key.
    int divisor(String key, String ofKey) {
        int value = size(key);
        if (size(ofKey) % value != 0) {
            throw new IllegalArgumentException(
                    "%s must divide %s %d, got %d".formatted(key, ofKey, size(ofKey), value));
        }
        return value;
    }

    double decimal(String key, double missing) {
        if (has(key) && !json.path(key).isNumber()) {
            throw new IllegalArgumentException("%s must be a number, got %s".formatted(key, json.path(key)));
        }
        return has(key) ? json.path(key).doubleValue() : missing;
    }

    /// As [#decimal], and a share that dropout can take away.
    double share(String key, double missing) {
        double value = decimal(key, missing);
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("%s must be from 0 to below 1, got %s".formatted(key, value));
        }
        return value;
    }

    boolean flag(String key, boolean missing) {
        if (has(key) && !json.path(key).isBoolean()) {
            throw new IllegalArgumentException("%s must be true or false, got %s".formatted(key, json.path(key)));
        }
        return has(key) ? json.path(key).booleanValue() : missing;
    }

    /// That a switch, which decides what the model computes, is not on.
    void off(String key) {
        if (flag(key, false)) {
            throw new IllegalArgumentException("%s 'true' is not supported; supported: false".formatted(key));
        }
    }

    /// A value that is neither text nor number, such as a list; a missing node if there is none.
    JsonNode node(String key) {
        return json.path(key);
    }

    static int positive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(key, value));
        }
        return value;
    }

    /// Names under `id2label`, whose keys are "0", "1" and so on.
    List<String> labels() {
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
