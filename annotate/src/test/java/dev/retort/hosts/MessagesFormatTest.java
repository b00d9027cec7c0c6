package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.teacher.Usage;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Anthropic's wire format, as its API writes it.
class MessagesFormatTest {

    private static Asking asking(Structured structured, Sampling sampling, Function<Seen, Reply> model) {
        return new Asking(loopback -> at("anthropic", loopback.baseUrl(), PromptStyle.COT, structured, sampling),
                model);
    }

    private static HostReply ask(Function<Seen, Reply> model) throws Exception {
        try (var asking = asking(Structured.NONE, Sampling.DEFAULT, model)) {
            return asking.send();
        }
    }

    private static Reply error(int status, String type, String message) {
        return Reply.of(status, """
                {"type":"error","error":{"type":"%s","message":"%s"},"request_id":"req_1"}""".formatted(type, message));
    }

    @Test
    void theSystemsWordsStandApart() throws Exception {
        var prompt = new Prompt.Chat(List.of(new Message(Message.Role.SYSTEM, "Be brief."),
                new Message(Message.Role.USER, "Label: x")));
        try (var asking = asking(Structured.NONE, Sampling.DEFAULT, seen -> LoopbackHost.answer(seen, "positive"))) {
            assertThat(asking.send(prompt, 1)).isInstanceOf(HostReply.Answered.class);

            var seen = asking.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/v1/messages");
            assertThat(seen.headers()).containsEntry("x-api-key", Asking.KEY)
                    .containsEntry("anthropic-version", "2023-06-01").doesNotContainKey("authorization");
            assertThat(seen.body()).isEqualTo("""
                    {"model":"test-model","max_tokens":128,"system":"Be brief.",\
                    "messages":[{"role":"user","content":"Label: x"}],"temperature":0.8,"top_p":0.9}""");
        }
    }

    @Test
    void theSchemaStandsInTheOutputConfig() throws Exception {
        var bare = new Sampling(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                OptionalLong.of(7));
        try (var asking = asking(Structured.AUTO, bare, seen -> LoopbackHost.answer(seen, "{}"))) {
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);

            assertThat(asking.seen().getFirst().body()).isEqualTo("""
                    {"model":"test-model","max_tokens":4096,"messages":[{"role":"user","content":"Label: x {y}"}],\
                    "output_config":{"format":{"type":"json_schema","schema":{"type":"object",\
                    "properties":{"reason":{"type":"string"},"label":{"type":"string",\
                    "enum":["positive","negative","neutral"]}},"required":["reason","label"],\
                    "additionalProperties":false}}}}""");
            assertThat(asking.mostChoices()).isEqualTo(1);
        }
    }

    @Test
    void blocksOfTextAreTheReplyAndCachedTokensAreInThePrompt() throws Exception {
        assertThat(ask(seen -> Reply.of(200, """
                {"id":"msg_1","type":"message","role":"assistant","model":"m","stop_sequence":null,
                 "content":[{"type":"thinking","thinking":"negative?","signature":"s"},{"type":"text","text":"posi"},
                            {"type":"text","text":"tive"}],
                 "stop_reason":"end_turn","usage":{"input_tokens":20,"cache_creation_input_tokens":100,
                 "cache_read_input_tokens":300,"output_tokens":5,"service_tier":"standard"}}""")))
                .isInstanceOfSatisfying(HostReply.Answered.class, answered -> {
                    assertThat(answered.choices()).containsExactly(new Choice("positive", Optional.of("end_turn")));
                    assertThat(answered.usage()).contains(new Usage(420, 300, 5, 0));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal", "stop_sequence"})
    void whyItStoppedIsKept(String reason) throws Exception {
        assertThat(ask(seen -> Reply.of(200, "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"" + reason
                + "\",\"usage\":{\"input_tokens\":1,\"output_tokens\":0}}")))
                .isInstanceOfSatisfying(HostReply.Answered.class,
                        answered -> assertThat(answered.choices())
                                .containsExactly(new Choice("", Optional.of(reason))));
    }

    @ParameterizedTest
    @CsvSource({"429, rate_limit_error, RATE_LIMITED", "500, api_error, SERVER_ERROR",
            "529, overloaded_error, OVERLOADED"})
    void passingFailures(int status, String type, Trouble.Kind kind) throws Exception {
        assertThat(ask(seen -> error(status, type, "Overloaded"))).isInstanceOfSatisfying(HostReply.TryAgain.class,
                again -> {
                    assertThat(again.trouble().kind()).isEqualTo(kind);
                    assertThat(again.trouble().message()).endsWith("answers %d: Overloaded".formatted(status));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "401 | authentication_error  | invalid x-api-key | refuses the key in SOME_KEY (401): invalid x-api-key",
            "403 | permission_error      | no                | refuses the key in SOME_KEY (403): no",
            "404 | not_found_error       | model: m          | knows no model 'test-model' at this address (404): model: m; check model and base-url",
            "402 | billing_error         | pay               | has no credit left for this account (402): pay",
            "400 | invalid_request_error | Your credit balance is too low to access the Anthropic API. "
                    + "| has no credit left for this account (400): Your credit balance is too low to access the Anthropic API."})
    void failuresThatStopTheTeacher(int status, String type, String message, String reason) throws Exception {
        assertThat(ask(seen -> error(status, type, message))).isInstanceOfSatisfying(HostReply.Stopped.class,
                stopped -> assertThat(stopped.reason()).endsWith(reason));
    }

    @Test
    void aRequestThatIsTooLongIsRefusedForGood() throws Exception {
        assertThat(ask(seen -> error(400, "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum")))
                .isInstanceOf(HostReply.Rejected.class);
        assertThat(ask(seen -> error(413, "request_too_large", "Request exceeds the maximum size")))
                .isInstanceOf(HostReply.Rejected.class);
    }

    @Test
    void ofTwoThatExcludeEachOtherTheTemperatureStays() throws Exception {
        try (var asking = asking(Structured.NONE, Sampling.DEFAULT, seen -> seen.json().has("top_p")
                ? error(400, "invalid_request_error",
                        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
                : LoopbackHost.answer(seen, "positive"))) {
            assertThat(asking.send()).isInstanceOfSatisfying(HostReply.TryAgain.class,
                    again -> assertThat(again.trouble().message())
                            .endsWith("takes no 'top_p' for this model; asking without it"));
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);
            assertThat(asking.seen().getLast().json().path("temperature").asDouble()).isEqualTo(0.8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"message\"}", "{\"choices\":[{\"message\":{\"content\":\"a\"}}]}",
            "{\"type\":\"completion\",\"content\":[]}"})
    void responsesThatAreNotInTheFormat(String body) throws Exception {
        assertThat(ask(seen -> Reply.of(200, body))).isInstanceOfSatisfying(HostReply.TryAgain.class,
                again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.MALFORMED));
    }
}
