package dev.retort.hosts;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions as OpenAI defines them and most hosts copy them: `POST {base}/chat/completions`.
final class OpenAiFormat implements WireFormat {
    private static final Set<String> DROPPABLE = Set.of("temperature", "top_p", "seed", "max_tokens",
            "max_completion_tokens");

    private final String maxTokens;

    /// @param baseUrl decides the name of the longest reply: OpenAI's own models refuse the older `max_tokens`, which
    ///        many compatible hosts know alone
    OpenAiFormat(URI baseUrl) {
        String host = String.valueOf(baseUrl.getHost()).toLowerCase(Locale.ROOT);
        boolean original = host.equals("api.openai.com") || host.endsWith(".openai.azure.com");
        maxTokens = original ? "max_completion_tokens" : "max_tokens";
    }

    @Override
    public URI address(URI baseUrl) {
        return BaseUrl.append(baseUrl, "/chat/completions");
    }

    @Override
    public Set<String> droppable() {
        return DROPPABLE;
    }

    @Override
    public ObjectNode write(Request request, Set<String> dropped) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", request.model());
        messages(body.putArray("messages"), request.prompt());
        var sampling = request.sampling();
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        sampling.maxTokens().ifPresent(value -> body.put(maxTokens, value));
        // One seed would draw the same reply for every vote.
        sampling.seed().ifPresent(value -> body.put("seed", value + request.votes().getFirst() - 1));
        if (request.votes().size() > 1) {
            body.put("n", request.votes().size());
        }
        body.remove(dropped);
        return body;
    }

    private static void messages(ArrayNode turns, Prompt prompt) {
        switch (prompt) {
            case Prompt.Chat(var messages) -> messages
                    .forEach(message -> turn(turns, message.role(), message.content()));
            case Prompt.Raw(var text) -> turn(turns, Message.Role.USER, text);
        }
    }

    private static void turn(ArrayNode turns, Message.Role role, String content) {
        turns.addObject().put("role", role.word()).put("content", content);
    }

    @Override
    public Content read(JsonNode body, HttpHeaders headers, Request request) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode choice : body.path("choices")) {
            JsonNode message = choice.path("message");
            if (!message.isObject()) {
                return new Content(List.of(), Optional.empty());
            }
            String refusal = message.path("refusal").asString("");
            choices.add(refusal.isEmpty()
                    ? new Choice(text(message.path("content")), string(choice.path("finish_reason")))
                    : new Choice(refusal, Optional.of(Choice.REFUSAL)));
        }
        return new Content(choices, usage(body.path("usage")));
    }

    /// A string, or the text parts of a list of parts; nothing for null.
    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.isString() ? content.stringValue() : "";
        }
        var joined = new StringBuilder();
        content.forEach(part -> joined.append(part.path("text").asString("")));
        return joined.toString();
    }

    private static Optional<String> string(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    private static Optional<Usage> usage(JsonNode usage) {
        if (!usage.path("prompt_tokens").isNumber() && !usage.path("completion_tokens").isNumber()) {
            return Optional.empty();
        }
        return Optional.of(new Usage(count(usage.path("prompt_tokens")),
                count(usage.path("prompt_tokens_details").path("cached_tokens")),
                count(usage.path("completion_tokens")),
                count(usage.path("completion_tokens_details").path("reasoning_tokens"))));
    }

    private static long count(JsonNode node) {
        return node.isNumber() ? Math.max(0, node.asLong(0)) : 0;
    }
}
