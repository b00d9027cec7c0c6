package dev.retort.serve;

import dev.retort.batching.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads requests for predictions in both shapes. Keys that are not known are ignored, as the servers do whose clients
/// send them; known ones must be right.
final class CallReader {
    private final int maxTexts;

    /// @param maxTexts of one request
    CallReader(int maxTexts) {
        this.maxTexts = maxTexts;
    }

    /// The shape of text-embeddings-inference's `/predict`: `inputs` is a text or a list of lists of one text each. Two
    /// texts in a list are a pair there, which no student of ours reads.
    Call embeddingsInference(byte[] body) {
        JsonNode request = Json.object(body);
        boolean raw = flag(request, "raw_scores", "raw_scores");
        Truncation truncation = flag(request, "truncate", "truncate") ? direction(request) : refuse(request);
        Optional<ScoreFunction> function = raw ? Optional.of(ScoreFunction.NONE) : Optional.empty();
        JsonNode inputs = request.path("inputs");
        if (inputs.isArray() && !inputs.isEmpty() && inputs.path(0).isArray()) {
            List<String> texts = new ArrayList<>();
            requireRoom(inputs.size());
            inputs.forEach(input -> texts.add(only(input)));
            return new Call(texts, truncation, function, Integer.MAX_VALUE, Call.Shape.EACH);
        }
        String text = inputs.isArray() && !inputs.isEmpty() ? only(inputs) : single(inputs);
        return new Call(List.of(text), truncation, function, Integer.MAX_VALUE, Call.Shape.ONE);
    }

    /// The shape of the Hugging Face inference API: `inputs` is a text or a list of texts; `parameters` may hold `top_k`
    /// and `function_to_apply`. Longer texts are cut on the right.
    Call huggingFace(byte[] body) {
        JsonNode request = Json.object(body);
        JsonNode inputs = request.path("inputs");
        List<String> texts = new ArrayList<>();
        if (inputs.isArray()) {
            requireRoom(inputs.size());
            if (inputs.isEmpty()) {
                throw empty("inputs");
            }
            for (JsonNode input : inputs) {
                texts.add(text(input, "inputs"));
            }
        } else {
            texts.add(single(inputs));
        }
        JsonNode parameters = request.path("parameters");
        if (!parameters.isMissingNode() && !parameters.isNull() && !parameters.isObject()) {
            throw RefusedRequest.invalid("parameters must be an object, such as {\"top_k\": 1}");
        }
        return new Call(texts, Truncation.RIGHT, function(parameters), most(parameters), Call.Shape.EACH);
    }

    private static Optional<ScoreFunction> function(JsonNode parameters) {
        JsonNode word = parameters.path("function_to_apply");
        if (word.isMissingNode() || word.isNull()) {
            return Optional.empty();
        }
        return Optional.of(ScoreFunction.of(word.isString() ? word.stringValue() : "").orElseThrow(() -> RefusedRequest
                .invalid("parameters.function_to_apply must be softmax, sigmoid or none")));
    }

    private static int most(JsonNode parameters) {
        JsonNode most = parameters.path("top_k");
        if (most.isMissingNode() || most.isNull()) {
            return Integer.MAX_VALUE;
        }
        if (!most.isInt() || most.intValue() < 1) {
            throw RefusedRequest.invalid("parameters.top_k must be a whole number from 1 on");
        }
        return most.intValue();
    }

    private static Truncation refuse(JsonNode request) {
        direction(request);
        return Truncation.REFUSE;
    }

    private static Truncation direction(JsonNode request) {
        JsonNode direction = request.path("truncation_direction");
        if (direction.isMissingNode() || direction.isNull()) {
            return Truncation.RIGHT;
        }
        return switch (direction.isString() ? direction.stringValue().toLowerCase(Locale.ROOT) : "") {
            case "right" -> Truncation.RIGHT;
            case "left" -> Truncation.LEFT;
            default -> throw RefusedRequest.invalid("truncation_direction must be 'Left' or 'Right'");
        };
    }

    private static boolean flag(JsonNode object, String key, String shown) {
        JsonNode flag = object.path(key);
        if (flag.isMissingNode() || flag.isNull()) {
            return false;
        }
        if (!flag.isBoolean()) {
            throw RefusedRequest.invalid("%s must be true or false".formatted(shown));
        }
        return flag.booleanValue();
    }

    private static String only(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw wrongInputs();
        }
        if (list.size() > 1) {
            throw RefusedRequest.invalid("inputs has a pair or more in one list, but a student reads single texts;"
                    + " write [[\"first\"], [\"second\"]] for several");
        }
        return text(list.path(0), "inputs");
    }

    private static String single(JsonNode inputs) {
        if (inputs.isArray()) {
            throw empty("inputs");
        }
        return text(inputs, "inputs");
    }

    private static String text(JsonNode node, String shown) {
        if (!node.isString()) {
            throw wrongInputs();
        }
        if (node.stringValue().isEmpty()) {
            throw empty(shown);
        }
        return node.stringValue();
    }

    private static RefusedRequest wrongInputs() {
        return RefusedRequest.invalid("inputs must be a text or a list of texts; see /openapi.json for the shapes");
    }

    private static RefusedRequest empty(String shown) {
        return new RefusedRequest(400, ErrorType.EMPTY, "%s must not be empty".formatted(shown));
    }

    private void requireRoom(int texts) {
        if (texts > maxTexts) {
            throw new RefusedRequest(413, ErrorType.VALIDATION,
                    "inputs has %d texts, and one request may have %d; send several requests".formatted(texts,
                            maxTexts));
        }
    }
}
