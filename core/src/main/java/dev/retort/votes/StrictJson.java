package dev.retort.votes;

import dev.retort.task.Task;
import dev.retort.task.Value;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The form asked for and nothing else: one JSON object with a member `label`, one of the task's labels without regard
/// to case, and, if present, a string `reason`. Other members do not matter; a member given twice does.
final class StrictJson {
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    static Optional<Vote> read(Task task, String answer) {
        if (!answer.startsWith("{") || !answer.endsWith("}")) {
            return Optional.empty();
        }
        try {
            JsonNode object = JSON.readTree(answer);
            JsonNode reason = object.path("reason");
            if (!object.path("label").isString() || !(reason.isMissingNode() || reason.isString())) {
                return Optional.empty();
            }
            Optional<Value> value = task.value(object.path("label").stringValue());
            return value.map(label -> new Vote.Read(label, reason.asString("").strip(), ReadStep.STRICT_JSON));
        } catch (JacksonException notStrict) {
            return Optional.empty();
        }
    }

    /// The text inside, if the answer is one JSON string: some hosts encode the object twice.
    static Optional<String> insideString(String answer) {
        if (answer.length() < 2 || !answer.startsWith("\"") || !answer.endsWith("\"")) {
            return Optional.empty();
        }
        try {
            JsonNode string = JSON.readTree(answer);
            return string.isString() ? Optional.of(string.stringValue()) : Optional.empty();
        } catch (JacksonException notStrict) {
            return Optional.empty();
        }
    }
}
