package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.TokenLogprob;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens and their probabilities as hosts write them.
class LogprobsTest {
    private static final String CHAT = """
            {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"%s"},
             "logprobs":{"content":[%s]}}]}""";

    private static Asking asking(String host, Function<Seen, Reply> model) {
        return new Asking(loopback -> at(host, loopback.baseUrl(), PromptStyle.SIMPLE, Structured.NONE,
                Sampling.DEFAULT).withLogprobs(), model);
    }

    private static List<TokenLogprob> tokens(String host, String body) throws Exception {
        try (var asking = asking(host, seen -> Reply.of(200, body))) {
            return ((HostReply.Answered) asking.send()).choices().getFirst().tokens();
        }
    }

    @Test
    void chatCompletionsTellEachTokenAndWhatMightHaveStoodThere() throws Exception {
        assertThat(tokens("openai", CHAT.formatted("positive", """
                {"token":"pos","logprob":-0.5,"bytes":[112,111,115],"top_logprobs":[
                  {"token":"pos","logprob":-0.5,"bytes":[112,111,115]},
                  {"token":"neg","logprob":-1.5,"bytes":[110,101,103]}]},
                {"token":"itive","logprob":1e-9,"bytes":null,"top_logprobs":[]}"""))).containsExactly(
                new TokenLogprob("pos", -0.5, Map.of("pos", -0.5, "neg", -1.5)),
                new TokenLogprob("itive", 0, Map.of()));
    }

    /// 极 is e6 9e 81; the host cuts it in two.
    @Test
    void tokensThatEndInsideACharacterAreReadTogether() throws Exception {
        assertThat(tokens("vllm", CHAT.formatted("积极", """
                {"token":"积","logprob":-0.1,"bytes":[231,167,175]},
                {"token":"\\\\xe6\\\\x9e","logprob":-0.25,"bytes":[230,158]},
                {"token":"\\\\x81","logprob":-0.5,"bytes":[129]}"""))).containsExactly(
                new TokenLogprob("积", -0.1, Map.of()), new TokenLogprob("极", -0.75, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"token\":\"a\"}", "{\"token\":\"a\",\"logprob\":null}", "{\"logprob\":-1}", "7",
            "{\"token\":\"a\",\"logprob\":-1,\"bytes\":[230]}"})
    void whatIsNotOfTheFormTellsNothingAndTheReplyStays(String token) throws Exception {
        assertThat(tokens("openai", CHAT.formatted("positive", token))).isEmpty();
    }

    @Test
    void textGenerationTellsThemInItsDetails() throws Exception {
        assertThat(tokens("tgi", """
                [{"generated_text":" positive","details":{"finish_reason":"eos_token","generated_tokens":3,"tokens":[
                  {"id":1,"text":" pos","logprob":-0.5,"special":false},
                  {"id":2,"text":"itive","logprob":-0.25,"special":false},
                  {"id":3,"text":"</s>","logprob":-0.125,"special":true}],
                 "top_tokens":[[{"id":1,"text":" pos","logprob":-0.5,"special":false},
                   {"id":9,"text":" neg","logprob":-2.0,"special":false}],[],[]]}}]""")).containsExactly(
                new TokenLogprob(" pos", -0.5, Map.of(" pos", -0.5, " neg", -2.0)),
                new TokenLogprob("itive", -0.25, Map.of()));
    }

    @Test
    void theyAreAskedForInTheWordsOfTheHost() throws Exception {
        try (var asking = asking("openai", seen -> LoopbackHost.answer(seen, "neutral"))) {
            asking.send();
            assertThat(asking.seen().getFirst().json().path("logprobs").asBoolean()).isTrue();
            assertThat(asking.seen().getFirst().json().path("top_logprobs").asInt()).isEqualTo(5);
        }
        try (var asking = asking("huggingface", seen -> LoopbackHost.answer(seen, "neutral"))) {
            asking.send();
            assertThat(asking.seen().getFirst().json().at("/parameters/details").asBoolean()).isTrue();
            assertThat(asking.seen().getFirst().json().at("/parameters/top_n_tokens").asInt()).isEqualTo(5);
        }
        try (var asking = new Asking(loopback -> at("openai", loopback.baseUrl(), PromptStyle.SIMPLE, Structured.NONE,
                Sampling.DEFAULT), seen -> LoopbackHost.answer(seen, "neutral"))) {
            asking.send();
            assertThat(asking.seen().getFirst().json().has("logprobs")).isFalse();
            assertThat(asking.seen().getFirst().json().has("top_logprobs")).isFalse();
        }
    }

    @Test
    void aModelThatRefusesThemIsAskedWithoutFromThenOn() throws Exception {
        try (var asking = asking("openai", seen -> seen.json().has("logprobs")
                ? Reply.of(400,
                        "{\"error\":{\"param\":\"logprobs\",\"code\":\"unsupported_parameter\",\"message\":\"no\"}}")
                : LoopbackHost.answer(seen, "neutral"))) {
            assertThat(asking.send()).isInstanceOfSatisfying(HostReply.TryAgain.class,
                    again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.PARAMETER_DROPPED));
            assertThat(asking.send()).isInstanceOfSatisfying(HostReply.Answered.class,
                    answered -> assertThat(answered.choices().getFirst().tokens()).isEmpty());
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);
            assertThat(asking.seen()).hasSize(3);
            assertThat(asking.seen().getLast().json().has("top_logprobs")).as("goes with logprobs").isFalse();
        }
    }
}
