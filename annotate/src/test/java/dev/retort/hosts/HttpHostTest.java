package dev.retort.hosts;

import static dev.retort.testing.Teachers.huggingFace;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.Message;
import dev.retort.prompt.Prompt;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Teacher;
import dev.retort.teacher.Usage;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Ending;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHostTest {
    private static final Prompt PROMPT = new Prompt.Chat(List.of(new Message(Message.Role.USER, "Label: x {y}")));
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Hosts hosts = new Hosts(variable -> Optional.of("sk-canary-0123456789"), InstantSource.system(),
            new Wire(64 * 1024));

    @AfterEach
    void close() {
        hosts.close();
    }

    private static Request request(Prompt prompt, Sampling sampling, Integer... votes) {
        return new Request(prompt, "test-model", sampling, ReplyForm.FREE, PromptStyle.SIMPLE, "e1", List.of(votes));
    }

    private Host open(Teacher teacher, Duration timeout) {
        return switch (hosts.open(teacher, timeout)) {
            case HostOpener.Opening.Opened(var host) -> host;
            case HostOpener.Opening.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    private HostReply ask(Function<Seen, Reply> model) throws Exception {
        try (var loopback = LoopbackHost.start(model)) {
            return ask(openAi("t", loopback.baseUrl(), "SOME_KEY"), TIMEOUT);
        }
    }

    private HostReply ask(Teacher teacher, Duration timeout) throws InterruptedException {
        try (var host = open(teacher, timeout)) {
            return host.send(request(PROMPT, Sampling.DEFAULT, 1));
        }
    }

    @Test
    void asksInTheChatFormat() throws Exception {
        try (var loopback = LoopbackHost.start(seen -> LoopbackHost.answer(seen, "positive"))) {
            var sampling = new Sampling(OptionalDouble.of(0.8), OptionalDouble.of(0.9), OptionalInt.of(128),
                    OptionalLong.of(7));
            HostReply reply;
            try (var host = open(openAi("t", loopback.baseUrl(), "SOME_KEY"), TIMEOUT)) {
                reply = host.send(request(PROMPT, sampling, 3));
            }

            var seen = loopback.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/v1/chat/completions");
            assertThat(seen.headers()).containsEntry("authorization", "Bearer sk-canary-0123456789")
                    .containsEntry("content-type", "application/json");
            assertThat(seen.body()).isEqualTo("""
                    {"model":"test-model","messages":[{"role":"user","content":"Label: x {y}"}],\
                    "temperature":0.8,"top_p":0.9,"max_tokens":128,"seed":9}""");
            assertThat(reply).isInstanceOfSatisfying(HostReply.Answered.class, answered -> {
                assertThat(answered.choices()).containsExactly(new Choice("positive", Optional.of("stop")));
                assertThat(answered.usage()).contains(new Usage(3, 0, 2, 0));
                assertThat(answered.latency()).isPresent();
            });
        }
    }

    @Test
    void asksInTheTextGenerationFormat() throws Exception {
        try (var loopback = LoopbackHost.start(seen -> LoopbackHost.answer(seen, "negative"))) {
            HostReply reply;
            try (var host = open(huggingFace("t", loopback.generationUrl(), PromptStyle.SIMPLE), TIMEOUT)) {
                reply = host.send(request(new Prompt.Raw("[INST] x"), Sampling.DEFAULT, 1));
            }

            var seen = loopback.seen().getFirst();
            assertThat(seen.path()).isEqualTo("/models/test");
            assertThat(seen.headers()).doesNotContainKey("authorization");
            assertThat(seen.body()).isEqualTo("""
                    {"inputs":"[INST] x","parameters":{"temperature":0.8,"top_p":0.9,"max_new_tokens":128,\
                    "do_sample":true,"return_full_text":false},\
                    "options":{"use_cache":false,"wait_for_model":false}}""");
            assertThat(reply).isInstanceOfSatisfying(HostReply.Answered.class, answered -> {
                assertThat(answered.choices()).containsExactly(new Choice("negative", Optional.empty()));
                assertThat(answered.usage()).contains(new Usage(2, 0, 2, 0));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"generated_text\":\"Label: x {y} neutral\",\"details\":{\"finish_reason\":\"length\"}}",
            "[{\"generated_text\":\"Label: x {y} neutral\",\"details\":{\"finish_reason\":\"length\"}}]"})
    void bareObjectsAndReturnedPromptsAreTaken(String body) throws Exception {
        try (var loopback = LoopbackHost.start(seen -> Reply.of(200, body))) {
            assertThat(ask(huggingFace("t", loopback.generationUrl(), PromptStyle.SIMPLE), TIMEOUT))
                    .isInstanceOfSatisfying(HostReply.Answered.class, answered -> assertThat(answered.choices())
                            .containsExactly(new Choice(" neutral", Optional.of("length"))));
        }
    }

    @Test
    void refusalsOfTheModelAreAnswers() throws Exception {
        assertThat(ask(seen -> Reply.of(200,
                "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":null,\"refusal\":\"I cannot\"}}]}")))
                .isInstanceOfSatisfying(HostReply.Answered.class, answered -> assertThat(answered.choices())
                        .containsExactly(new Choice("I cannot", Optional.of(Choice.REFUSAL))));
    }

    @Test
    void usageSeparatesCachedAndReasoningTokens() throws Exception {
        assertThat(ask(seen -> Reply.of(200, """
                {"choices":[{"message":{"content":"a"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,
                "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}}""")))
                .isInstanceOfSatisfying(HostReply.Answered.class,
                        answered -> assertThat(answered.usage()).contains(new Usage(10, 4, 5, 3)));
    }

    @ParameterizedTest
    @CsvSource({"408, CONFLICT", "409, CONFLICT", "429, RATE_LIMITED", "500, SERVER_ERROR", "502, SERVER_ERROR",
            "503, OVERLOADED", "529, OVERLOADED", "424, SERVER_ERROR"})
    void passingFailures(int status, Trouble.Kind kind) throws Exception {
        assertThat(ask(seen -> LoopbackHost.error(status, "some_error", "try later").with("Retry-After", "7")
                .with("x-ratelimit-remaining-tokens", "0"))).isInstanceOfSatisfying(HostReply.TryAgain.class, again -> {
                    assertThat(again.trouble().kind()).isEqualTo(kind);
                    assertThat(again.trouble().message()).endsWith(" answers " + status + ": try later");
                    assertThat(again.pause()).contains(Duration.ofSeconds(7));
                    assertThat(again.limits().tokens().remaining()).hasValue(0);
                });
    }

    @Test
    void aLoadingModelSaysWhenItWillBeReady() throws Exception {
        assertThat(ask(seen -> Reply.of(503, "{\"error\":\"Model x is currently loading\",\"estimated_time\":20.5}")))
                .isInstanceOfSatisfying(HostReply.TryAgain.class, again -> {
                    assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.LOADING);
                    assertThat(again.pause()).contains(Duration.ofMillis(20500));
                });
    }

    /// Gemini's errors, which come in a list.
    @Test
    void aHostThatSaysInItsErrorWhenToComeBack() throws Exception {
        assertThat(ask(seen -> Reply.of(429, """
                [{"error":{"code":429,"message":"Quota exceeded for metric","status":"RESOURCE_EXHAUSTED","details":[
                {"@type":"type.googleapis.com/google.rpc.Help"},
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"23.5s"}]}}]""")))
                .isInstanceOfSatisfying(HostReply.TryAgain.class, again -> {
                    assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.RATE_LIMITED);
                    assertThat(again.pause()).contains(Duration.ofMillis(23500));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "[{'error':{'code':400,'message':'API key not valid. Please pass a valid API key.'}}] | refuses the key in SOME_KEY (400): API key not valid. Please pass a valid API key.",
            "{'error':{'message':'Model Not Exist','type':'invalid_request_error'}} | knows no model 'test-model' at this address (400): Model Not Exist; check model and base-url",
            "{'object':'error','message':'Invalid model: x','type':'invalid_model'} | knows no model 'test-model' at this address (400): Invalid model: x; check model and base-url",
            "{'error':{'message':'no provider','code':'model_not_supported'}} | knows no model 'test-model' at this address (400): no provider; check model and base-url"})
    void hostsThatCallEverythingABadRequest(String body, String reason) throws Exception {
        assertThat(ask(seen -> Reply.of(400, body.replace('\'', '"')))).isInstanceOfSatisfying(
                HostReply.Stopped.class, stopped -> assertThat(stopped.reason()).endsWith(reason));
    }

    @Test
    void theHostsWordOnRetryingCounts() throws Exception {
        assertThat(ask(seen -> LoopbackHost.error(500, "x", "never").with("x-should-retry", "false")))
                .isInstanceOf(HostReply.Rejected.class);
        assertThat(ask(seen -> LoopbackHost.error(400, "x", "again").with("x-should-retry", "true")))
                .isInstanceOf(HostReply.TryAgain.class);
    }

    @ParameterizedTest
    @CsvSource({"400, invalid_request_error", "413, too_large", "422, validation"})
    void requestsRefusedForGood(int status, String code) throws Exception {
        assertThat(ask(seen -> LoopbackHost.error(status, code, "context too long"))).isInstanceOfSatisfying(
                HostReply.Rejected.class, rejected -> assertThat(rejected.trouble().message())
                        .endsWith(" answers " + status + ": context too long"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "401 | invalid_api_key   | refuses the key in SOME_KEY (401): told",
            "403 | forbidden         | refuses the key in SOME_KEY (403): told",
            "402 | no_balance        | has no credit left for this account (402): told",
            "404 | model_not_found   | knows no model 'test-model' at this address (404): told; check model and base-url",
            "400 | model_not_found   | knows no model 'test-model' at this address (400): told; check model and base-url",
            "405 | x                 | takes no requests at this address (405); check base-url: told",
            "429 | insufficient_quota | has no credit left for this account (429): told",
            "429 | credit_balance_exhausted | has no credit left for this account (429): told",
            "429 | spend_limit_exceeded | has no credit left for this account (429): told"})
    void failuresThatStopTheTeacher(int status, String code, String reason) throws Exception {
        assertThat(ask(seen -> LoopbackHost.error(status, code, "told"))).isInstanceOfSatisfying(
                HostReply.Stopped.class,
                stopped -> assertThat(stopped.reason()).endsWith(reason).startsWith("127.0.0.1:"));
    }

    @Test
    void aRateLimitIsNoQuota() throws Exception {
        assertThat(ask(seen -> LoopbackHost.error(429, "rate_limit_exceeded", "slow down")))
                .isInstanceOf(HostReply.TryAgain.class);
    }

    @Test
    void aHostWithoutKeyThatWantsOne() throws Exception {
        try (var loopback = LoopbackHost.start(seen -> Reply.of(401, ""))) {
            assertThat(ask(openAi("t", loopback.baseUrl(), PromptStyle.SIMPLE), TIMEOUT)).isInstanceOfSatisfying(
                    HostReply.Stopped.class,
                    stopped -> assertThat(stopped.reason())
                            .endsWith("asks for a key (401); name the variable that holds it"));
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (var other = LoopbackHost.start(seen -> LoopbackHost.answer(seen, "x"))) {
            assertThat(ask(seen -> Reply.of(307, "").with("Location", other.baseUrl() + "/chat/completions?ticket=t")))
                    .isInstanceOfSatisfying(HostReply.Stopped.class, stopped -> assertThat(stopped.reason())
                            .endsWith("redirects (307) to %s/chat/completions; write the final address as base-url"
                                    .formatted(other.baseUrl())));
            assertThat(other.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\":[{\"mess", "", "<html>hello</html>", "{\"object\":\"list\"}", "[]", "null",
            "{\"choices\":[{\"text\":\"old format\"}]}"})
    void responsesThatAreNotInTheFormat(String body) throws Exception {
        assertThat(ask(seen -> Reply.of(200, body))).isInstanceOfSatisfying(HostReply.TryAgain.class,
                again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.MALFORMED));
    }

    @Test
    void aWebPageIsNamed() throws Exception {
        assertThat(ask(seen -> Reply.of(200, "<!doctype html><title>Log in</title>"))).isInstanceOfSatisfying(
                HostReply.TryAgain.class, again -> assertThat(again.trouble().message())
                        .endsWith(": the response is a web page, not JSON; check base-url"));
    }

    @Test
    void anErrorUnderA200IsAnError() throws Exception {
        assertThat(ask(seen -> Reply.of(200, "{\"error\":{\"code\":429,\"message\":\"upstream\"}}")))
                .isInstanceOfSatisfying(HostReply.TryAgain.class,
                        again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.RATE_LIMITED));
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws Exception {
        assertThat(ask(seen -> LoopbackHost.answer(seen, "x".repeat(70_000)))).isInstanceOfSatisfying(
                HostReply.Rejected.class, rejected -> assertThat(rejected.trouble())
                        .hasToString("Trouble[kind=TOO_LARGE, message=%s]".formatted(rejected.trouble().message()))
                        .extracting(Trouble::message).asString()
                        .endsWith("the response is longer than 65,536 bytes, the most that is taken"));
    }

    @Test
    void aResetInTheBodyIsTriedAgain() throws Exception {
        assertThat(ask(seen -> LoopbackHost.answer(seen, "positive").ending(Ending.RESET)))
                .isInstanceOfSatisfying(HostReply.TryAgain.class,
                        again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.BROKEN_OFF));
    }

    @Test
    void silenceEndsWithTheTimeout() throws Exception {
        try (var loopback = LoopbackHost.start(seen -> LoopbackHost.answer(seen, "x").ending(Ending.SILENCE))) {
            assertThat(ask(openAi("t", loopback.baseUrl(), PromptStyle.SIMPLE), Duration.ofMillis(150)))
                    .isInstanceOfSatisfying(HostReply.TryAgain.class, again -> {
                        assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.TIMED_OUT);
                        assertThat(again.trouble().message()).endsWith(": no whole response in 0.15 s");
                    });
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        assertThat(ask(openAi("t", URI.create("http://127.0.0.1:%d/v1".formatted(port)), PromptStyle.SIMPLE), TIMEOUT))
                .isInstanceOfSatisfying(HostReply.TryAgain.class, again -> {
                    assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.UNREACHABLE);
                    assertThat(again.trouble().message())
                            .isEqualTo("127.0.0.1:%d: connection refused or no network".formatted(port));
                });
    }

    @Test
    void aNameThatNobodyHas() throws Exception {
        assertThat(ask(openAi("t", URI.create("http://nobody.invalid/v1"), PromptStyle.SIMPLE), TIMEOUT))
                .isInstanceOfSatisfying(HostReply.TryAgain.class,
                        again -> assertThat(again.trouble().kind()).isEqualTo(Trouble.Kind.UNREACHABLE));
    }

    @Test
    void aRefusedParameterIsLeftOutFromThenOn() throws Exception {
        Function<Seen, Reply> model = seen -> seen.json().has("temperature")
                ? Reply.of(400,
                        "{\"error\":{\"message\":\"no\",\"param\":\"temperature\",\"code\":\"unsupported_value\"}}")
                : LoopbackHost.answer(seen, "neutral");
        try (var loopback = LoopbackHost.start(model);
                var host = open(openAi("t", loopback.baseUrl(), PromptStyle.SIMPLE), TIMEOUT)) {
            assertThat(host.send(request(PROMPT, Sampling.DEFAULT, 1))).isInstanceOfSatisfying(
                    HostReply.TryAgain.class, again -> {
                        assertThat(again.trouble().message())
                                .endsWith("takes no 'temperature' for this model; asking without it");
                        assertThat(again.pause()).contains(Duration.ZERO);
                    });
            assertThat(host.send(request(PROMPT, Sampling.DEFAULT, 1))).isInstanceOf(HostReply.Answered.class);
            assertThat(host.send(request(PROMPT, Sampling.DEFAULT, 1))).isInstanceOf(HostReply.Answered.class);
            assertThat(loopback.count(400)).isEqualTo(1);
        }
    }

    @Test
    void severalVotesGoIntoOneRequest() throws Exception {
        Function<Seen, Reply> model = seen -> Reply.of(200,
                "{\"choices\":[{\"message\":{\"content\":\"a\"}},{\"message\":{\"content\":\"b\"}}]}");
        try (var loopback = LoopbackHost.start(model);
                var host = open(openAi("t", loopback.baseUrl(), PromptStyle.SIMPLE), TIMEOUT)) {
            assertThat(host.send(request(PROMPT, Sampling.DEFAULT, 1, 2)))
                    .isInstanceOfSatisfying(HostReply.Answered.class,
                            answered -> assertThat(answered.choices()).extracting(Choice::text).containsExactly("a",
                                    "b"));
            assertThat(loopback.seen().getFirst().json().path("n").intValue()).isEqualTo(2);
        }
    }

    @Test
    void connectionsAreKept() throws Exception {
        try (var loopback = LoopbackHost.start(seen -> LoopbackHost.answer(seen, "x"));
                var host = open(openAi("t", loopback.baseUrl(), PromptStyle.SIMPLE), TIMEOUT)) {
            for (int i = 0; i < 20; i++) {
                assertThat(host.send(request(PROMPT, Sampling.DEFAULT, 1))).isInstanceOf(HostReply.Answered.class);
            }
            assertThat(loopback.connections()).isEqualTo(1);
        }
    }
}
