package dev.retort.hosts;

import dev.retort.teacher.TokenLogprob;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads the tokens of a reply with their probabilities. Anything that is not of the form gives no tokens at all: half
/// of them would be worse than none.
final class TokenLogprobs {
    /// Alternatives to ask for with each token: as many as every host allows.
    static final int ALTERNATIVES = 5;
    /// Bytes of a token that end inside a character, above which it is none.
    private static final int MOST_PENDING = 64;

    private final List<TokenLogprob> tokens = new ArrayList<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private double logprob;
    private Map<String, Double> alternatives = Map.of();

    private TokenLogprobs() {}

    /// `choices[].logprobs.content` of chat completions.
    static List<TokenLogprob> ofChat(JsonNode content) {
        var read = new TokenLogprobs();
        for (JsonNode token : content) {
            if (!isToken(token, "token") || !read.add(bytes(token), token, token.path("top_logprobs"), "token")) {
                return List.of();
            }
        }
        return read.whole();
    }

    /// `details` of text generation. Marks that steer the model are not part of the text.
    static List<TokenLogprob> ofGeneration(JsonNode details) {
        var read = new TokenLogprobs();
        int position = 0;
        for (JsonNode token : details.path("tokens")) {
            JsonNode top = details.path("top_tokens").path(position++);
            if (token.path("special").asBoolean(false)) {
                continue;
            }
            if (!isToken(token, "text") || !read.add(utf8(token.path("text").stringValue()), token, top, "text")) {
                return List.of();
            }
        }
        return read.whole();
    }

    private static boolean isToken(JsonNode token, String text) {
        return token.path(text).isString() && token.path("logprob").isNumber();
    }

    /// The bytes that a token stands for, where the host tells them: `token` writes parts of a character as escapes.
    private static byte[] bytes(JsonNode token) {
        JsonNode told = token.path("bytes");
        if (!told.isArray()) {
            return utf8(token.path("token").stringValue());
        }
        byte[] bytes = new byte[told.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) told.get(i).asInt(0);
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// @return whether the token can be read
    private boolean add(byte[] bytes, JsonNode token, JsonNode top, String text) {
        // Rounding puts what is certain a little above 0.
        double its = Math.min(0, token.path("logprob").doubleValue());
        alternatives = pending.size() == 0 ? alternatives(top, text) : Map.of();
        logprob = pending.size() == 0 ? its : logprob + its;
        pending.writeBytes(bytes);
        try {
            String whole = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(pending.toByteArray()))
                    .toString();
            tokens.add(new TokenLogprob(whole, logprob, alternatives));
            pending.reset();
        } catch (CharacterCodingException unfinished) {
            return pending.size() <= MOST_PENDING;
        }
        return true;
    }

    private static Map<String, Double> alternatives(JsonNode top, String text) {
        var alternatives = new HashMap<String, Double>();
        for (JsonNode alternative : top) {
            if (isToken(alternative, text)) {
                alternatives.put(alternative.path(text).stringValue(),
                        Math.min(0, alternative.path("logprob").doubleValue()));
            }
        }
        return alternatives;
    }

    private List<TokenLogprob> whole() {
        return pending.size() == 0 ? List.copyOf(tokens) : List.of();
    }
}
