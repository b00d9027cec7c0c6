package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RefusedParameterTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> DROPPABLE = Set.of("temperature", "top_p", "seed", "max_tokens",
            "max_completion_tokens", "n", "response_format", "structured_outputs", "logprobs", "top_logprobs");

    private static String refused(int status, String body) {
        var sent = JSON.readTree("""
                {"model":"m","temperature":1,"top_p":1,"max_tokens":1,"n":2,"response_format":{},
                 "structured_outputs":{},"logprobs":true,"top_logprobs":5}""");
        return RefusedParameter.find(status, ErrorBody.read(body.replace('\'', '"')), sent, DROPPABLE).orElse("");
    }

    /// What hosts are known to write.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
            "temperature | {'error':{'message':'Unsupported value','param':'temperature','code':'unsupported_value'}}",
            "max_tokens | {'error':{'message':'Use max_completion_tokens','param':'max_tokens','code':'unsupported_parameter'}}",
            "response_format | {'error':{'message':'Invalid parameter: `response_format` of type `json_schema` is not supported with this model.','type':'invalid_request_error','param':null,'code':null}}",
            "response_format | {'error':{'message':'Invalid schema for response_format','param':'response_format','code':null}}",
            "response_format | {'error':{'message':'no','param':'response_format.json_schema','code':'x'}}",
            "response_format | {'error':{'message':'This response_format type is unavailable now','type':'invalid_request_error','param':null,'code':'invalid_request_error'}}",
            "structured_outputs | {'object':'error','message':'Extra inputs are not permitted: body.structured_outputs','type':'BadRequestError','param':null,'code':400}",
            "temperature | {'object':'error','message':{'detail':[{'type':'extra_forbidden','loc':['body','temperature'],'msg':'Extra inputs are not permitted'}]},'type':'invalid_request_message_error','code':null}",
            "response_format | {'detail':[{'type':'extra_forbidden','loc':['body','response_format'],'msg':'Extra inputs are not permitted'}]}",
            "n | {'error':{'code':400,'message':'Only one completion choice is allowed','type':'invalid_request_error'}}",
            "logprobs | {'error':{'message':'Unsupported parameter: logprobs is not supported with this model.','param':'logprobs','code':'unsupported_parameter'}}",
            "top_logprobs | {'error':{'message':'top_logprobs is not supported','param':null,'code':null}}",
            "n | {'error':{'message':'`n` must be 1 for this model'}}"})
    void parametersThatAreRefused(String parameter, String body) {
        assertThat(refused(400, body)).isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{'error':{'message':'temperature must be at most 1','type':'invalid_request_error','param':null}}",
            "{'error':{'message':'temperature must be at most 1','param':'temperature','code':'decimal_above_max_value'}}",
            "{'error':{'message':'seed is not supported','param':'seed','code':'unsupported_parameter'}}",
            "{'error':{'message':'This model does not support this region'}}",
            "{'error':{'message':'max_tokens is too large: 9000. This model supports at most 4096 completion tokens','param':'max_tokens','code':null}}",
            "{'error':{'message':'maximum context length is 8192 tokens, you requested 9000 (8872 in the messages, 128 in max_tokens)','param':'messages'}}",
            "{'error':{'message':'maximum context length is 10 tokens','code':'context_length_exceeded'}}", "{}"})
    void otherRefusals(String body) {
        assertThat(refused(400, body)).isEmpty();
    }

    @Test
    void probabilitiesMayBeForbidden() {
        assertThat(refused(403, "{'error':{'message':'You are not allowed to request logprobs from this model'}}"))
                .isEqualTo("logprobs");
        assertThat(refused(403, "{'error':{'message':'You are not allowed to set temperature here'}}")).isEmpty();
    }

    @Test
    void onlyARefusedRequestSpeaksOfParameters() {
        assertThat(refused(500, "{'error':'temperature is not supported'}")).isEmpty();
        assertThat(refused(429, "{'error':'n is limited'}")).isEmpty();
    }

    @Test
    void aFormThatAModelRefusesIsLeftOutFromThenOn() throws Exception {
        try (var asking = new Asking(
                loopback -> at("ollama", loopback.baseUrl(), PromptStyle.COT, Structured.AUTO, Sampling.DEFAULT),
                seen -> seen.json().has("response_format")
                        ? LoopbackHost.error(400, "invalid_request_error", "response_format is not supported")
                        : LoopbackHost.answer(seen, "neutral"))) {
            assertThat(asking.send()).isInstanceOfSatisfying(HostReply.TryAgain.class, again -> {
                assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.PARAMETER_DROPPED);
                assertThat(again.trouble().message())
                        .endsWith("takes no 'response_format' for this model; asking without it");
            });
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);
            assertThat(asking.seen()).hasSize(3);
        }
    }

    @Test
    void aHostThatRefusesWithoutEndIsNotAskedWithoutEnd() throws Exception {
        try (var asking = new Asking(
                loopback -> at("ollama", loopback.baseUrl(), PromptStyle.COT, Structured.AUTO, Sampling.DEFAULT),
                seen -> Reply.of(400, "{\"error\":\"response_format is not supported\"}"))) {
            assertThat(asking.send()).isInstanceOf(HostReply.TryAgain.class);
            assertThat(asking.send()).isInstanceOf(HostReply.Rejected.class);
        }
    }

    @Test
    void theLongestReplyIsStatedUnderItsOtherName() throws Exception {
        try (var asking = new Asking(
                loopback -> at("openai", loopback.baseUrl(), PromptStyle.SIMPLE, Structured.NONE, Sampling.DEFAULT),
                seen -> seen.json().has("max_tokens")
                        ? Reply.of(400,
                                "{\"error\":{\"param\":\"max_tokens\",\"code\":\"unsupported_parameter\",\"message\":\"no\"}}")
                        : LoopbackHost.answer(seen, "neutral"))) {
            assertThat(asking.send()).isInstanceOf(HostReply.TryAgain.class);
            assertThat(asking.send()).isInstanceOf(HostReply.Answered.class);
            assertThat(asking.seen().getLast().json().path("max_completion_tokens").intValue()).isEqualTo(128);
        }
    }
}
