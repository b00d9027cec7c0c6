package dev.retort.hosts;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's messages: `POST {base}/messages`. The system's words stand apart from the turns, the longest reply must
/// be stated, and there is one reply a request.
final class MessagesFormat implements WireFormat {
    /// For teachers that state no longest reply.
    private static final int LONGEST_REPLY = 4096;
    private static final Set<String> DROPPABLE = Set.of("top_p", "temperature", "output_config");

    @Override
    public URI address(URI baseUrl) {
        return BaseUrl.append(baseUrl, "/messages");
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "2023-06-01");
    }

    @Override
    public Set<String> droppable() {
        return DROPPABLE;
    }

    @Override
    public ObjectNode write(Request request, Set<String> dropped) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.model());
        var sampling = request.sampling();
        body.put("max_tokens", sampling.maxTokens().orElse(LONGEST_REPLY));
        turns(body, request.prompt());
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        if (request.form() instanceof ReplyForm.Schema schema) {
            body.putObject("output_config").putObject("format").put("type", "json_schema").set("schema",
                    LabelSchema.write(schema));
        }
        body.remove(dropped);
        return body;
    }

    private static void turns(ObjectNode body, Prompt prompt) {
        List<Message> messages = switch (prompt) {
            case Prompt.Chat(var several) -> several;
            case Prompt.Raw(var text) -> List.of(new Message(Message.Role.USER, text));
        };
        String system = messages.stream().filter(message -> message.role() == Message.Role.SYSTEM)
                .map(Message::content).collect(Collectors.joining("\n\n"));
        if (!system.isEmpty()) {
            body.put("system", system);
        }
        ArrayNode turns = body.putArray("messages");
        messages.stream().filter(message -> message.role() != Message.Role.SYSTEM).forEach(message -> turns.addObject()
                .put("role", message.role().word()).put("content", message.content()));
    }

    /// The text blocks joined; thoughts are left out. A model that declines says so in `stop_reason`: `refusal`.
    @Override
    public Content read(JsonNode body, HttpHeaders headers, Request request) {
        JsonNode blocks = body.path("content");
        if (!blocks.isArray() || !body.path("type").asString("").equals("message")) {
            return new Content(List.of(), Optional.empty());
        }
        var text = new StringBuilder();
        blocks.forEach(block -> text
                .append(block.path("type").asString("").equals("text") ? block.path("text").asString("") : ""));
        return new Content(List.of(new Choice(text.toString(), WireFormat.string(body.path("stop_reason")))),
                usage(body.path("usage")));
    }

    /// `input_tokens` are those that neither came from the cache nor went into it.
    private static Optional<Usage> usage(JsonNode usage) {
        if (!usage.path("input_tokens").isNumber() && !usage.path("output_tokens").isNumber()) {
            return Optional.empty();
        }
        long cached = WireFormat.count(usage.path("cache_read_input_tokens"));
        long prompt = WireFormat.count(usage.path("input_tokens"))
                + WireFormat.count(usage.path("cache_creation_input_tokens")) + cached;
        return Optional.of(new Usage(prompt, cached, WireFormat.count(usage.path("output_tokens")), 0));
    }
}
