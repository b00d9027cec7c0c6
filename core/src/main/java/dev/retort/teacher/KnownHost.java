package dev.retort.teacher;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A host that `retort.yaml` can name, with everything that makes it differ from the others. One row of [#ALL] a host;
/// nothing else in the code asks for a host by its name.
///
/// @param word its name
/// @param wire how requests and replies are written
/// @param baseUrl its address, `{model}` standing for the model; empty where everybody has an address of their own
/// @param domain where the addresses of one's own lie that its key goes to unasked
/// @param keyVariable the environment variable that holds its key; empty for a host that needs none
/// @param keyHeader the header that carries the key, as `Bearer KEY` in `Authorization` and bare in all others
/// @param maxTokens what it calls the longest reply
/// @param seed what it calls the seed; empty if it takes none
/// @param hold the tightest form it is known to hold a reply to
/// @param structured what `structured` is where a teacher does not say
/// @param mostChoices most replies it gives to one request
/// @param logprobs whether it may tell how probable the tokens of a reply were; which of its models do is found out
/// @param batches whether it may have OpenAI's Batch API
public record KnownHost(String word, Wire wire, Optional<String> baseUrl, Optional<String> domain,
        Optional<String> keyVariable, String keyHeader, String maxTokens, Optional<String> seed, Hold hold,
        Structured structured, int mostChoices, boolean logprobs, boolean batches) {

    /// How requests and replies are written.
    public enum Wire {
        /// OpenAI's chat completions.
        CHAT,
        /// Anthropic's messages.
        MESSAGES,
        /// Hugging Face's text generation: raw text, within a chat template.
        GENERATION,
        /// Nothing is sent.
        RECORDING
    }

    /// What a host can hold a reply to.
    public enum Hold {
        /// Nothing that is known of it.
        NOTHING,
        /// Some JSON object.
        JSON,
        /// A JSON schema.
        SCHEMA,
        /// A JSON schema, which stands directly under `response_format`.
        BARE_SCHEMA,
        /// A JSON schema, or one word of a list.
        CHOICE
    }

    /// What is known of every host that copies OpenAI's format, and no more.
    private static final KnownHost CHAT = plain("openai", Wire.CHAT, "max_tokens");
    private static final KnownHost GENERATION = plain("huggingface", Wire.GENERATION, "max_new_tokens");

    /// The table. `openai` and `huggingface` have no structured output unless a teacher asks for it: they were there
    /// before it, and answers that were paid for keep their keys.
    public static final List<KnownHost> ALL = List.of(
            CHAT.named("openai").at("https://api.openai.com/v1").key("OPENAI_API_KEY")
                    .maxTokens("max_completion_tokens").holding(Hold.SCHEMA).normally(Structured.NONE).choices(128)
                    .batching(),
            GENERATION.named("huggingface").at("https://router.huggingface.co/hf-inference/models/{model}")
                    .key("HF_TOKEN").normally(Structured.NONE),
            CHAT.named("huggingface-router").at("https://router.huggingface.co/v1").key("HF_TOKEN")
                    .holding(Hold.SCHEMA),
            GENERATION.named("tgi").at("http://localhost:8080").holding(Hold.SCHEMA),
            plain("anthropic", Wire.MESSAGES, "max_tokens").at("https://api.anthropic.com/v1")
                    .key("ANTHROPIC_API_KEY").keyIn("x-api-key").withoutSeed().holding(Hold.SCHEMA)
                    .withoutLogprobs(),
            CHAT.named("azure").under(".azure.com").key("AZURE_OPENAI_API_KEY").keyIn("api-key")
                    .maxTokens("max_completion_tokens").holding(Hold.SCHEMA).choices(128),
            CHAT.named("ollama").at("http://localhost:11434/v1").holding(Hold.SCHEMA),
            CHAT.named("vllm").at("http://localhost:8000/v1").holding(Hold.CHOICE).choices(128),
            CHAT.named("llama-cpp").at("http://localhost:8080/v1").holding(Hold.BARE_SCHEMA),
            CHAT.named("mistral").at("https://api.mistral.ai/v1").key("MISTRAL_API_KEY").seed("random_seed")
                    .holding(Hold.SCHEMA).withoutLogprobs(),
            CHAT.named("gemini").at("https://generativelanguage.googleapis.com/v1beta/openai").key("GEMINI_API_KEY")
                    .holding(Hold.SCHEMA).withoutSeed(),
            CHAT.named("deepseek").at("https://api.deepseek.com").key("DEEPSEEK_API_KEY").holding(Hold.JSON)
                    .withoutSeed(),
            plain("replay", Wire.RECORDING, "").withoutSeed().normally(Structured.NONE)
                    .withoutLogprobs());

    public static Optional<KnownHost> of(String word) {
        return ALL.stream().filter(host -> host.word.equals(word)).findFirst();
    }

    public static List<String> words() {
        return ALL.stream().map(KnownHost::word).toList();
    }

    /// The same word at an address of one's own. `openai` there is any host that copies the format, of which no more is
    /// known; all others are the same program or service elsewhere.
    KnownHost elsewhere() {
        return equals(ALL.getFirst()) ? CHAT.normally(Structured.NONE).batching() : this;
    }

    /// Whether its key goes to an address of one's own although nobody said so.
    public boolean trusts(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        return domain.filter(host::endsWith).isPresent();
    }

    /// Whether a teacher here may ask for such replies.
    public boolean takes(Structured structured) {
        return switch (structured) {
            case AUTO, NONE -> true;
            case SCHEMA -> hold != Hold.JSON;
            case JSON -> wire == Wire.CHAT;
        };
    }

    private static KnownHost plain(String word, Wire wire, String maxTokens) {
        return new KnownHost(word, wire, Optional.empty(), Optional.empty(), Optional.empty(), "Authorization",
                maxTokens, Optional.of("seed"), Hold.NOTHING, Structured.AUTO, 1, true, false);
    }

    private KnownHost named(String name) {
        return new KnownHost(name, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, seed, hold, structured,
                mostChoices, logprobs, batches);
    }

    private KnownHost at(String address) {
        return new KnownHost(word, wire, Optional.of(address), domain, keyVariable, keyHeader, maxTokens, seed, hold,
                structured, mostChoices, logprobs, batches);
    }

    private KnownHost under(String suffix) {
        return new KnownHost(word, wire, baseUrl, Optional.of(suffix), keyVariable, keyHeader, maxTokens, seed, hold,
                structured, mostChoices, logprobs, batches);
    }

    private KnownHost key(String variable) {
        return new KnownHost(word, wire, baseUrl, domain, Optional.of(variable), keyHeader, maxTokens, seed, hold,
                structured,
                mostChoices, logprobs, batches);
    }

    private KnownHost keyIn(String header) {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, header, maxTokens, seed, hold, structured,
                mostChoices, logprobs, batches);
    }

    private KnownHost maxTokens(String name) {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, name, seed, hold, structured,
                mostChoices, logprobs, batches);
    }

    private KnownHost seed(String name) {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, Optional.of(name), hold,
                structured, mostChoices, logprobs, batches);
    }

    private KnownHost withoutSeed() {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, Optional.empty(), hold,
                structured, mostChoices, logprobs, batches);
    }

    private KnownHost holding(Hold tightest) {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, seed, tightest, structured,
                mostChoices, logprobs, batches);
    }

    private KnownHost normally(Structured standard) {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, seed, hold, standard,
                mostChoices, logprobs, batches);
    }

    private KnownHost batching() {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, seed, hold, structured,
                mostChoices, logprobs, true);
    }

    private KnownHost choices(int most) {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, seed, hold, structured,
                most, logprobs, batches);
    }

    private KnownHost withoutLogprobs() {
        return new KnownHost(word, wire, baseUrl, domain, keyVariable, keyHeader, maxTokens, seed, hold, structured,
                mostChoices, false, batches);
    }
}
