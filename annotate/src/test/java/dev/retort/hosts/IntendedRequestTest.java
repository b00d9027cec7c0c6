package dev.retort.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.AnswerKey;
import dev.retort.teacher.HostSettings;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hashes here are for ever: stores hold them. They are `sha256sum` of the JSON shown.
class IntendedRequestTest {
    private static final Prompt CHAT = new Prompt.Chat(List.of(new Message(Message.Role.USER, "Say \"hi\"\n\\ é 😀")));

    private static Teacher teacher(HostSettings host, Sampling sampling) {
        return new Teacher("name", host, "m1", PromptStyle.COT, Optional.empty(), sampling, Optional.of("gpt-4"));
    }

    private static HostSettings http(String word, String url) {
        return new HostSettings.Http(word, URI.create(url), Optional.of("SOME_KEY"), Optional.empty());
    }

    @Test
    void chatHost() {
        var intended = IntendedRequest.of(teacher(http("openai", "https://API.example.com:443/v1/"), Sampling.DEFAULT),
                CHAT, "e1");

        assertThat(intended.json()).isEqualTo("""
                {"v":1,"host":"openai","base-url":"https://api.example.com/v1","model":"m1",\
                "messages":[{"role":"user","content":"Say \\"hi\\"\\u000a\\\\ é 😀"}],\
                "sampling":{"temperature":0.8,"top-p":0.9,"max-tokens":128}}""");
        assertThat(intended.key(2)).isEqualTo(
                new AnswerKey("b861928754265bcfcf1128552ad893d51deb4585cfdf82dee6b25273846cb36a", 2));
    }

    @Test
    void rawHost() {
        var sampling = new Sampling(OptionalDouble.of(0), OptionalDouble.of(1), OptionalInt.empty(),
                OptionalLong.of(7));
        var intended = IntendedRequest.of(teacher(http("huggingface", "http://localhost:8080"), sampling),
                new Prompt.Raw("<s>[INST] x [/INST]"), "e1");

        assertThat(intended.json()).isEqualTo("""
                {"v":1,"host":"huggingface","base-url":"http://localhost:8080","model":"m1",\
                "text":"<s>[INST] x [/INST]","sampling":{"temperature":0,"top-p":1,"seed":7}}""");
        assertThat(intended.hash()).isEqualTo("e43bfb856cb9bb1b67ae91240d166e72c7d6c70118ef5f162c0ebb203cbdbae3");
    }

    @Test
    void recording() {
        var teacher = teacher(new HostSettings.Replay(Path.of("/somewhere/answers.jsonl")), Sampling.DEFAULT);
        var intended = IntendedRequest.of(teacher, new Prompt.Chat(List.of(new Message(Message.Role.USER, "x"))),
                "mb-0001");

        assertThat(intended.json()).isEqualTo("""
                {"v":1,"host":"replay","model":"m1","prompt":"cot","id":"mb-0001",\
                "messages":[{"role":"user","content":"x"}]}""");
        assertThat(intended.hash()).isEqualTo("4f78d3f649ebaad5416e6e8667f2881e106abde5e9bf87f1df4feeb652856e92");
    }

    @Test
    void aMovedRecordingIsTheSame() {
        var here = teacher(new HostSettings.Replay(Path.of("a/answers.jsonl")), Sampling.DEFAULT);
        var there = teacher(new HostSettings.Replay(Path.of("/b/other.jsonl")), Sampling.DEFAULT);

        assertThat(IntendedRequest.of(here, CHAT, "e1")).isEqualTo(IntendedRequest.of(there, CHAT, "e1"));
        assertThat(IntendedRequest.of(here, CHAT, "e1")).isNotEqualTo(IntendedRequest.of(there, CHAT, "e2"));
    }

    @Test
    void whoAsksAndForWhichTextIsNotInItOverHttp() {
        var host = http("openai", "https://api.example.com/v1");
        var other = new Teacher("other", new HostSettings.Http("openai", URI.create("https://api.example.com/v1"),
                Optional.of("OTHER_KEY"), Optional.empty()), "m1", PromptStyle.SIMPLE, Optional.empty(),
                Sampling.DEFAULT, Optional.empty());

        assertThat(IntendedRequest.of(teacher(host, Sampling.DEFAULT), CHAT, "e1"))
                .isEqualTo(IntendedRequest.of(other, CHAT, "e2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.example.com/v2", "http://api.example.com/v1",
            "https://api.example.com:8443/v1",
            "https://api.example.com/v1?version=2", "https://api.example.com/V1"})
    void anotherAddressIsAnotherRequest(String url) {
        assertThat(IntendedRequest.of(teacher(http("openai", url), Sampling.DEFAULT), CHAT, "e1")).isNotEqualTo(
                IntendedRequest.of(teacher(http("openai", "https://api.example.com/v1"), Sampling.DEFAULT), CHAT,
                        "e1"));
    }

    @Test
    void halvesOfCharactersStayApart() {
        var teacher = teacher(http("openai", "https://api.example.com/v1"), Sampling.DEFAULT);

        assertThat(IntendedRequest.of(teacher, new Prompt.Raw("\ud83d"), "e").hash())
                .isNotEqualTo(IntendedRequest.of(teacher, new Prompt.Raw("\ud83c"), "e").hash())
                .isNotEqualTo(IntendedRequest.of(teacher, new Prompt.Raw("?"), "e").hash());
    }

    /// Without them the request is what it was before there were any: see [#chatHost()].
    @Test
    void probabilitiesAreAskedForAnew() {
        var intended = IntendedRequest.of(
                teacher(http("openai", "https://api.example.com/v1"), Sampling.DEFAULT).withLogprobs(), CHAT, "e1");

        assertThat(intended.json()).endsWith("\"max-tokens\":128},\"logprobs\":true}");
        assertThat(intended.hash()).isEqualTo("f4056147b97957e1a65c8f5aeeb0bf4a566812d92f9fa927c04e16aae03f66c8");
    }
}
