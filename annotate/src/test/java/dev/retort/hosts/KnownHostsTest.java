package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.teacher.HostSettings;
import dev.retort.teacher.KnownHost;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.testing.LoopbackHost;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each host by its name: where a request goes, how the key travels, and every byte of the body.
class KnownHostsTest {
    private static final Sampling SEEDED = new Sampling(OptionalDouble.of(0.8), OptionalDouble.empty(),
            OptionalInt.of(128), OptionalLong.of(7));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "openai             | Authorization | {C,'temperature':0.8,'max_tokens':128,'seed':7}",
            "huggingface-router | Authorization | {C,'temperature':0.8,'max_tokens':128,'seed':7}",
            "azure              | api-key       | {C,'temperature':0.8,'max_completion_tokens':128,'seed':7}",
            "ollama             | Authorization | {C,'temperature':0.8,'max_tokens':128,'seed':7}",
            "vllm               | Authorization | {C,'temperature':0.8,'max_tokens':128,'seed':7}",
            "llama-cpp          | Authorization | {C,'temperature':0.8,'max_tokens':128,'seed':7}",
            "mistral            | Authorization | {C,'temperature':0.8,'max_tokens':128,'random_seed':7}",
            "gemini             | Authorization | {C,'temperature':0.8,'max_tokens':128}",
            "deepseek           | Authorization | {C,'temperature':0.8,'max_tokens':128}"})
    void chatHosts(String word, String keyHeader, String body) throws Exception {
        try (var asking = new Asking(
                loopback -> at(word, loopback.baseUrl(), PromptStyle.SIMPLE, Structured.NONE, SEEDED),
                seen -> LoopbackHost.answer(seen, "positive"))) {
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);

            var seen = asking.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/v1/chat/completions");
            assertThat(seen.headers()).containsEntry(keyHeader.toLowerCase(java.util.Locale.ROOT),
                    keyHeader.equals("Authorization") ? "Bearer " + Asking.KEY : Asking.KEY);
            assertThat(seen.body()).isEqualTo(body.replace("C,",
                    "'model':'test-model','messages':[{'role':'user','content':'Label: x {y}'}],").replace('\'', '"'));
        }
    }

    /// Any host that copies OpenAI's format may stand at `openai` with an address of one's own: what OpenAI itself can
    /// do is not known of it.
    @Test
    void openAiElsewhereIsAnyCompatibleHost() {
        var own = known("openai", "https://api.openai.com/v1");
        var other = known("openai", "http://localhost:1234/v1");

        assertThat(own).extracting(KnownHost::maxTokens, KnownHost::mostChoices, KnownHost::hold)
                .containsExactly("max_completion_tokens", 128, KnownHost.Hold.SCHEMA);
        assertThat(known("openai", "https://r.openai.azure.com/openai/v1")).isEqualTo(own);
        assertThat(other).extracting(KnownHost::maxTokens, KnownHost::mostChoices, KnownHost::hold)
                .containsExactly("max_tokens", 1, KnownHost.Hold.NOTHING);
        assertThat(known("vllm", "http://gpu-7:8000/v1")).isEqualTo(known("vllm", "http://localhost:8000/v1"));
    }

    private static KnownHost known(String word, String url) {
        return new HostSettings.Http(word, URI.create(url), Optional.empty(), Optional.empty()).known();
    }

    @ParameterizedTest
    @CsvSource({
            "azure, https://r.openai.azure.com, https://r.openai.azure.com/openai/v1/chat/completions",
            "azure, https://r.openai.azure.com/, https://r.openai.azure.com/openai/v1/chat/completions",
            "azure, https://r.openai.azure.com/openai/v1/, https://r.openai.azure.com/openai/v1/chat/completions",
            "azure, https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21, "
                    + "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            "deepseek, https://api.deepseek.com, https://api.deepseek.com/chat/completions",
            "anthropic, https://api.anthropic.com/v1, https://api.anthropic.com/v1/messages",
            "tgi, http://localhost:8080, http://localhost:8080"})
    void addresses(String word, String baseUrl, String address) {
        assertThat(WireFormat.of(known(word, baseUrl)).address(URI.create(baseUrl))).hasToString(address);
    }

    @Test
    void textGenerationServersAreHeldToASchemaByAGrammar() throws Exception {
        try (var asking = new Asking(
                loopback -> at("tgi", loopback.generationUrl(), PromptStyle.COT, Structured.AUTO, SEEDED),
                seen -> LoopbackHost.answer(seen, "{\"reason\":\"r\",\"label\":\"neutral\"}"))) {
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);

            assertThat(asking.seen().getFirst().body()).isEqualTo("""
                    {"inputs":"Label: x {y}","parameters":{"temperature":0.8,"max_new_tokens":128,"seed":7,\
                    "do_sample":true,"return_full_text":false,"grammar":{"type":"json","value":{"type":"object",\
                    "properties":{"reason":{"type":"string"},"label":{"type":"string",\
                    "enum":["positive","negative","neutral"]}},"required":["reason","label"],\
                    "additionalProperties":false}}},"options":{"use_cache":false,"wait_for_model":false}}""");
        }
    }
}
