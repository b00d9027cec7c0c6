package dev.retort.hosts;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.KnownHost;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions as OpenAI defines them and most hosts copy them: `POST {base}/chat/completions`.
final class ChatFormat implements WireFormat {
    private static final String PATH = "/chat/completions";
    private static final String NEWER_MOST = "max_completion_tokens";
    private static final String OLDER_MOST = "max_tokens";
    private static final String LOGPROBS = "logprobs";
    private static final String TOP_LOGPROBS = "top_logprobs";
    private static final Set<String> DROPPABLE = Set.of("temperature", "top_p", "seed", "random_seed", OLDER_MOST,
            NEWER_MOST, "n", "response_format", "structured_outputs", LOGPROBS, TOP_LOGPROBS);

    private final KnownHost known;

    /// @param known says what this host calls things and which forms it knows
    ChatFormat(KnownHost known) {
        this.known = known;
    }

    /// A bare address of Azure's is that of a resource.
    @Override
    public URI address(URI baseUrl) {
        boolean resource = known.domain().isPresent() && baseUrl.getPath().replace("/", "").isEmpty();
        return BaseUrl.append(baseUrl, resource ? "/openai/v1" + PATH : PATH);
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
        sampling.maxTokens().ifPresent(value -> maxTokens(dropped).ifPresent(name -> body.put(name, value)));
        // One seed would draw the same reply for every vote.
        known.seed().ifPresent(name -> sampling.seed()
                .ifPresent(value -> body.put(name, value + request.votes().getFirst() - 1)));
        if (request.votes().size() > 1) {
            body.put("n", request.votes().size());
        }
        form(body, request.form());
        if (request.logprobs() && !dropped.contains(LOGPROBS)) {
            body.put(LOGPROBS, true).put(TOP_LOGPROBS, TokenLogprobs.ALTERNATIVES);
        }
        body.remove(dropped);
        return body;
    }

    /// The host's own name for the longest reply, or the other one once a model has refused that.
    private Optional<String> maxTokens(Set<String> dropped) {
        return Stream.of(known.maxTokens(), NEWER_MOST, OLDER_MOST).filter(name -> !dropped.contains(name))
                .findFirst();
    }

    private void form(ObjectNode body, ReplyForm form) {
        switch (form) {
            case ReplyForm.Free _ -> {
            }
            case ReplyForm.Json _ -> body.putObject("response_format").put("type", "json_object");
            case ReplyForm.Word(var labels) -> {
                ArrayNode choice = body.putObject("structured_outputs").putArray("choice");
                labels.forEach(choice::add);
            }
            case ReplyForm.Schema schema when known.hold() == KnownHost.Hold.BARE_SCHEMA -> body
                    .putObject("response_format").put("type", "json_object").set("schema", LabelSchema.write(schema));
            case ReplyForm.Schema schema -> body.putObject("response_format").put("type", "json_schema")
                    .putObject("json_schema").put("name", "annotation").put("strict", true)
                    .set("schema", LabelSchema.write(schema));
        }
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
        return read(body);
    }

    @Override
    public Content read(JsonNode body) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode choice : body.path("choices")) {
            JsonNode message = choice.path("message");
            if (!message.isObject()) {
                return new Content(List.of(), Optional.empty());
            }
            String refusal = message.path("refusal").asString("");
            choices.add(refusal.isEmpty()
                    ? new Choice(text(message.path("content")), WireFormat.string(choice.path("finish_reason")))
                            .withTokens(TokenLogprobs.ofChat(choice.path("logprobs").path("content")))
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

    private static Optional<Usage> usage(JsonNode usage) {
        if (!usage.path("prompt_tokens").isNumber() && !usage.path("completion_tokens").isNumber()) {
            return Optional.empty();
        }
        // DeepSeek's own name for cached tokens is the second.
        long cached = Math.max(WireFormat.count(usage.path("prompt_tokens_details").path("cached_tokens")),
                WireFormat.count(usage.path("prompt_cache_hit_tokens")));
        return Optional.of(new Usage(WireFormat.count(usage.path("prompt_tokens")), cached,
                WireFormat.count(usage.path("completion_tokens")),
                WireFormat.count(usage.path("completion_tokens_details").path("reasoning_tokens"))));
    }
}
