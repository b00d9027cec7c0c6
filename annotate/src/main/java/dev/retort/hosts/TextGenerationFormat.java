package dev.retort.hosts;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hugging Face text generation: raw text posted to the base URL itself, `[{"generated_text": ...}]` back, or the bare
/// object as TGI's `/generate` gives it.
final class TextGenerationFormat implements WireFormat {
    private static final String DETAILS = "details";
    private static final String TOP_TOKENS = "top_n_tokens";
    private static final Set<String> DROPPABLE = Set.of("temperature", "top_p", "seed", "max_new_tokens", "do_sample",
            "return_full_text", "grammar", DETAILS, TOP_TOKENS);

    @Override
    public URI address(URI baseUrl) {
        return baseUrl;
    }

    @Override
    public Set<String> droppable() {
        return DROPPABLE;
    }

    @Override
    public JsonNode parameters(ObjectNode body) {
        return body.path("parameters");
    }

    @Override
    public ObjectNode write(Request request, Set<String> dropped) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("inputs", text(request.prompt()));
        ObjectNode parameters = body.putObject("parameters");
        var sampling = request.sampling();
        boolean draws = sampling.temperature().orElse(1) > 0;
        // TGI takes no temperature of 0 and no top-p of 1; both mean the same left out.
        sampling.temperature().stream().filter(value -> value > 0)
                .forEach(value -> parameters.put("temperature", value));
        sampling.topP().stream().filter(value -> value < 1 && draws).forEach(value -> parameters.put("top_p", value));
        sampling.maxTokens().ifPresent(value -> parameters.put("max_new_tokens", value));
        sampling.seed().ifPresent(value -> parameters.put("seed", value + request.votes().getFirst() - 1));
        parameters.put("do_sample", draws);
        parameters.put("return_full_text", false);
        if (request.form() instanceof ReplyForm.Schema schema) {
            parameters.putObject("grammar").put("type", "json").set("value", LabelSchema.write(schema));
        }
        if (request.logprobs() && !dropped.contains(DETAILS)) {
            parameters.put(DETAILS, true).put(TOP_TOKENS, TokenLogprobs.ALTERNATIVES);
        }
        parameters.remove(dropped);
        body.putObject("options").put("use_cache", false).put("wait_for_model", false);
        return body;
    }

    private static String text(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Raw(var text) -> text;
            case Prompt.Chat(var messages) -> messages.stream().map(Message::content)
                    .collect(Collectors.joining("\n\n"));
        };
    }

    @Override
    public Content read(JsonNode body, HttpHeaders headers, Request request) {
        var choices = new ArrayList<Choice>();
        for (JsonNode generated : body.isArray() ? body : List.of(body)) {
            JsonNode text = generated.path("generated_text");
            if (!text.isString()) {
                return new Content(List.of(), Optional.empty());
            }
            choices.add(new Choice(withoutPrompt(text.stringValue(), request.prompt()),
                    WireFormat.string(generated.path("details").path("finish_reason")))
                    .withTokens(TokenLogprobs.ofGeneration(generated.path("details"))));
        }
        return new Content(choices, usage(headers));
    }

    /// Some hosts return the prompt as well, whatever they were asked.
    private static String withoutPrompt(String generated, Prompt prompt) {
        String sent = text(prompt);
        return generated.startsWith(sent) ? generated.substring(sent.length()) : generated;
    }

    private static Optional<Usage> usage(HttpHeaders headers) {
        OptionalLong prompt = RetryHints.count(headers, "x-prompt-tokens");
        OptionalLong generated = RetryHints.count(headers, "x-generated-tokens");
        return prompt.isEmpty() && generated.isEmpty()
                ? Optional.empty()
                : Optional.of(new Usage(prompt.orElse(0), 0, generated.orElse(0), 0));
    }
}
