package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static dev.retort.testing.Teachers.huggingFace;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.Prompt;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
    private static final String CANARY = "sk-canary-7f3a9b2c4d5e6f708192";
    private static final URI URL = URI.create("http://127.0.0.1:9/v1");

    private static HostOpener.Opening open(Optional<String> key, URI url) {
        try (var hosts = new Hosts(variable -> key, InstantSource.system())) {
            return hosts.open(openAi("t", url, "SOME_KEY"), Duration.ofSeconds(5));
        }
    }

    @Test
    void aMissingKeyIsNamedByItsVariable() {
        var refused = new HostOpener.Opening.Refused(
                "the environment variable SOME_KEY, which holds its key, is not set; set it");

        assertThat(open(Optional.empty(), URL)).isEqualTo(refused);
        assertThat(open(Optional.of("  \n"), URL)).isEqualTo(refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {CANARY + " and more", CANARY + "\r\nX-Evil: 1", CANARY + "é"})
    void aKeyThatCannotBeSentIsNotShown(String key) {
        assertThat(open(Optional.of(key), URL)).isEqualTo(new HostOpener.Opening.Refused(
                "the environment variable SOME_KEY holds characters that a key cannot have; set it to the key alone"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/v1", "file:///etc/passwd", "example.com/v1", "https:///v1",
            "https://example.com/v1#x"})
    void addressesThatAreNotHttp(String url) {
        assertThat(open(Optional.of(CANARY), URI.create(url))).isEqualTo(new HostOpener.Opening.Refused(
                "base-url must be a whole http or https address such as https://api.example.com/v1, got '%s'"
                        .formatted(url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user:" + CANARY + "@example.com/v1", "https://example.com/v1?key=" + CANARY,
            "ftp://example.com/v1?a=b&api_key=" + CANARY})
    void secretsInAddressesAreNotShown(String url) {
        assertThat(open(Optional.of("k"), URI.create(url)).toString())
                .contains("must not hold a user, password or key").doesNotContain(CANARY);
    }

    /// Whatever a host does with the key it was sent, no reply shows it.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "200 | {'choices':[{'message':{'content':'KEY'},'finish_reason':'KEY'}]}",
            "200 | {'choices':[{'message':{'refusal':'my key is KEY.'}}]}", "200 | KEY {",
            "200 | {'type':'message','content':[{'type':'text','text':'KEY'}],'stop_reason':'KEY'}",
            "400 | {'type':'error','error':{'type':'KEY','message':'`top_p` is not supported: KEY'}}",
            "200 | [{'generated_text':'KEY'}]", "200 | {'error':'KEY'}", "400 | KEY",
            "400 | {'error':{'message':'KEY'}}",
            "400 | {'error':{'param':'KEY','code':'unsupported_value','message':'KEY'}}",
            "401 | {'error':{'message':'Incorrect API key provided: KEY.'}}", "401 | {'detail':['KEY']}",
            "404 | {'message':'KEY'}", "429 | {'error':{'message':'KEY','code':'insufficient_quota'}}",
            "500 | xKEYy", "500 | {'error':'sk-canary-7f3a9b***'}", "500 | {'error':'…6f708192'}",
            "503 | {'error':'KEY'}",
            "307 | KEY"})
    void noReplyShowsTheKey(int status, String template) throws Exception {
        String body = template.replace('\'', '"').replace("KEY", CANARY);
        String padded = body.replace("xK", "x".repeat(290) + "K");
        try (var loopback = LoopbackHost.start(seen -> Reply.of(status, padded).with("Location", "https://x/" + CANARY)
                .with("x-request-id", CANARY));
                var hosts = new Hosts(variable -> Optional.of(CANARY + "\n"), InstantSource.system())) {
            for (var teacher : List.of(openAi("t", loopback.baseUrl(), "SOME_KEY"),
                    withKey(huggingFace("t", loopback.generationUrl(), PromptStyle.SIMPLE)),
                    at("anthropic", loopback.baseUrl(), PromptStyle.SIMPLE, Structured.AUTO, Sampling.DEFAULT),
                    at("azure", loopback.baseUrl(), PromptStyle.SIMPLE, Structured.AUTO, Sampling.DEFAULT))) {
                var opening = hosts.open(teacher, Duration.ofSeconds(20));
                assertThat(opening).isInstanceOf(HostOpener.Opening.Opened.class);
                var host = ((HostOpener.Opening.Opened) opening).host();
                var reply = host.send(
                        new Request(new Prompt.Raw("x"), "m", Sampling.DEFAULT, ReplyForm.FREE, PromptStyle.SIMPLE, "e",
                                List.of(1)));

                assertThat(reply + " " + opening + " " + host).doesNotContain("canary", "f708192", "7f3a9b2c");
                assertThat(loopback.seen().getLast().headers()).containsEntry(header(teacher),
                        header(teacher).equals("authorization") ? "Bearer " + CANARY : CANARY);
            }
        }
    }

    private static String header(dev.retort.teacher.Teacher teacher) {
        return switch (teacher.host().word()) {
            case "anthropic" -> "x-api-key";
            case "azure" -> "api-key";
            default -> "authorization";
        };
    }

    private static dev.retort.teacher.Teacher withKey(dev.retort.teacher.Teacher teacher) {
        var http = (dev.retort.teacher.HostSettings.Http) teacher.host();
        return dev.retort.testing.Teachers.teacher("t", new dev.retort.teacher.HostSettings.Http(http.word(),
                http.baseUrl(), Optional.of("SOME_KEY"), http.chatTemplate()), teacher.style());
    }

    @Test
    void theKeyItselfPrintsAsItsVariable() throws Exception {
        assertThat(ApiKey.read(variable -> Optional.of(CANARY), "SOME_KEY")).hasToString("[key of SOME_KEY]");
    }
}
