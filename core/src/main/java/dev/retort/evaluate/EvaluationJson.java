package dev.retort.evaluate;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The JSON form of an [Evaluation], for the store and for `--json`: `{"format":1, ...}` with the record's components as
/// members. A reader knows all formats up to [#FORMAT] and ignores members it does not know.
public final class EvaluationJson {
    /// Raised when an older reader would misunderstand what is written.
    public static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private EvaluationJson() {}

    public static String write(Evaluation evaluation) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        json.setAll((ObjectNode) JSON.valueToTree(evaluation));
        return json.toString();
    }

    /// @throws IllegalArgumentException if this is not an evaluation, or one of a newer format
    public static Evaluation read(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            int format = tree.path("format").asInt(0);
            if (format < 1 || format > FORMAT) {
                throw new IllegalArgumentException(
                        "evaluation: format must be from 1 to %d, got %d; a newer Retort may have written it"
                                .formatted(FORMAT, format));
            }
            return JSON.treeToValue(tree, Evaluation.class);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("not an evaluation: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
