package dev.retort.prompt;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Locale;

/// Counts a model's tokens, for forecasts; bills come from what hosts report.
///
/// OpenAI's models are counted with their own encoding. Every other model is counted with cl100k times [#SAFETY]:
/// vocabularies of open models are smaller, so the same text takes more tokens.
public final class TokenCounter {
    /// What an unknown tokenizer's count is multiplied by. Mistral's and Llama 2's 32,000 words need some 10 to 20 %
    /// more tokens than cl100k for English; for other scripts it can be more.
    public static final double SAFETY = 1.2;

    private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();
    /// Longest prefix first where one is the prefix of another. jtokkit's own table takes `gpt-4.1` for `gpt-4`.
    private static final List<String> O200K = List.of("gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "chatgpt-4o",
            "o1", "o3", "o4");
    private static final List<String> CL100K = List.of("gpt-4", "gpt-3.5", "text-embedding-");
    /// Around each message, and before the reply.
    private static final int PER_MESSAGE = 4;
    private static final int PER_REPLY = 3;

    private final String basis;
    private final EncodingType encoding;
    private final boolean exact;

    private TokenCounter(String basis, EncodingType encoding, boolean exact) {
        this.basis = basis;
        this.encoding = encoding;
        this.exact = exact;
    }

    /// @param model as hosts call it; a publisher in front (`openai/gpt-4o`) is ignored
    public static TokenCounter forModel(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (O200K.stream().anyMatch(prefix -> isVersionOf(prefix, name))) {
            return new TokenCounter("o200k", EncodingType.O200K_BASE, true);
        }
        if (CL100K.stream().anyMatch(prefix -> isVersionOf(prefix, name))) {
            return new TokenCounter("cl100k", EncodingType.CL100K_BASE, true);
        }
        return new TokenCounter("cl100k x %s, because the model's own tokenizer is not known".formatted(SAFETY),
                EncodingType.CL100K_BASE, false);
    }

    /// `gpt-4-0613` and `gpt-4` are versions of `gpt-4`; `gpt-4x` and `o1000` are of nothing.
    private static boolean isVersionOf(String prefix, String name) {
        return name.startsWith(prefix) && (name.length() == prefix.length() || prefix.endsWith("-")
                || !Character.isLetterOrDigit(name.charAt(prefix.length())));
    }

    /// How tokens are counted, in words.
    public String basis() {
        return basis;
    }

    /// Whether the encoding is the model's own.
    public boolean isExact() {
        return exact;
    }

    /// Tokens of a bare text.
    public long count(String text) {
        return scaled(plain(text));
    }

    /// Tokens of a prompt, with what a host puts around messages.
    public long count(Prompt prompt) {
        return scaled(switch (prompt) {
            case Prompt.Raw(var text) -> plain(text);
            case Prompt.Chat(var messages) -> PER_REPLY
                    + messages.stream().mapToLong(message -> PER_MESSAGE + plain(message.content())).sum();
        });
    }

    private long plain(String text) {
        Encoding tokens = ENCODINGS.getEncoding(encoding);
        return tokens.countTokensOrdinary(text);
    }

    private long scaled(long tokens) {
        return exact ? tokens : (long) Math.ceil(tokens * SAFETY);
    }
}
