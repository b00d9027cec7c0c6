package dev.retort.hosts;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON schema of a reply, within the strict subset that all hosts take: every field required, no others, in the
/// order they are to be written.
final class LabelSchema {
    private LabelSchema() {}

    /// `{"type":"object","properties":{"reason":{"type":"string"},"label":{"type":"string","enum":[...]}},...}`
    static ObjectNode write(ReplyForm.Schema form) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        if (form.reasoned()) {
            properties.putObject("reason").put("type", "string");
            required.add("reason");
        }
        ArrayNode labels = properties.putObject("label").put("type", "string").putArray("enum");
        form.labels().forEach(labels::add);
        schema.set("required", required.add("label"));
        return schema.put("additionalProperties", false);
    }
}
