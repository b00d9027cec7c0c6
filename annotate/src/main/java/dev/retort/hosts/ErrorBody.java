package dev.retort.hosts;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What hosts write when they do not answer, in any of their shapes: `{"error":{"message","type","param","code"}}`,
/// `{"type":"error","error":{"type","message"}}`, `{"object":"error","message":{"detail":...},"type"}`,
/// `{"error":"...","error_type","estimated_time"}`, `{"detail":...}`, `{"message":...}`, or no JSON at all.
///
/// @param message one short line, empty if there is none
/// @param words the machine's words for the error, in lower case: code and type
/// @param parameter the parameter that is at fault, empty if none is named
/// @param loading how long a model takes that is still being loaded
/// @param pause how long the host asks to wait, as Gemini does in its `details`
record ErrorBody(String message, List<String> words, String parameter, Optional<Duration> loading,
        Optional<Duration> pause) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST = 300;

    static ErrorBody read(String body) {
        try {
            return read(JSON.readTree(body));
        } catch (JacksonException notJson) {
            return new ErrorBody(looksLikeHtml(body) ? "" : line(body), List.of(), "", Optional.empty(),
                    Optional.empty());
        }
    }

    static ErrorBody read(JsonNode body) {
        JsonNode whole = body.isArray() && !body.isEmpty() ? body.get(0) : body;
        JsonNode error = whole.path("error");
        JsonNode inner = error.isObject() ? error : whole;
        String message = first(error, inner.path("message"), whole.path("message"), whole.path("detail"));
        if (message.isEmpty() && inner.path("message").isObject()) {
            message = inner.path("message").toString();
        }
        var words = List.of(word(inner.path("code")), word(inner.path("type")), word(whole.path("error_type")));
        JsonNode time = whole.path("estimated_time");
        return new ErrorBody(line(message), words, inner.path("param").asString(""), time.isNumber()
                ? Optional.of(Duration.ofMillis(Math.max(0, (long) (time.asDouble(0) * 1000))))
                : Optional.empty(), pause(inner.path("details")));
    }

    private static Optional<Duration> pause(JsonNode details) {
        return details.valueStream().map(detail -> detail.path("retryDelay").asString(""))
                .filter(text -> !text.isEmpty())
                .findFirst().flatMap(RetryHints::duration);
    }

    /// Whether a response that calls itself a success is an error all the same.
    static boolean isError(JsonNode body) {
        return body.path("error").isObject() || body.path("error").isString();
    }

    boolean says(String word) {
        return words.contains(word);
    }

    /// Whether the account has no money left: more requests cannot help.
    boolean isExhausted() {
        return mentions("credit balance is too low") || words.stream()
                .anyMatch(word -> word.equals("insufficient_quota")
                        || word.equals("credit_balance_exhausted") || word.equals("insufficient_balance")
                        || (word.endsWith("_limit_exceeded") && !word.startsWith("rate"))
                        || word.endsWith("_limit_reached"));
    }

    /// Whether the key is wrong although the status does not say so, as Gemini's.
    boolean isKeyRefused() {
        return mentions("api key not valid");
    }

    /// Whether the host has no such model although the status does not say so.
    boolean isUnknownModel() {
        return words.stream().anyMatch(word -> word.equals("model_not_found") || word.equals("model_not_supported")
                || word.equals("invalid_model")) || mentions("model not exist");
    }

    private boolean mentions(String lowerCase) {
        return message.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    private static String first(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isString() && !node.stringValue().isBlank()) {
                return node.stringValue();
            }
            if (node.isArray() && !node.isEmpty()) {
                return node.get(0).isString() ? node.get(0).stringValue() : node.get(0).toString();
            }
        }
        return "";
    }

    private static String word(JsonNode node) {
        return node.asString("").toLowerCase(Locale.ROOT);
    }

    /// Whether it is a page for people.
    static boolean looksLikeHtml(String body) {
        return body.stripLeading().startsWith("<");
    }

    private static String line(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
