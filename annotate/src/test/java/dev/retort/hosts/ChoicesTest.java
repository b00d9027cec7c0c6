package dev.retort.hosts;

import static dev.retort.testing.Teachers.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Sampling;
import dev.retort.teacher.Structured;
import dev.retort.testing.LoopbackHost;
import dev.retort.testing.LoopbackHost.Reply;
import dev.retort.testing.LoopbackHost.Seen;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several votes in one request.
class ChoicesTest {
    private static final Sampling SEEDED = new Sampling(Sampling.DEFAULT.temperature(), Sampling.DEFAULT.topP(),
            Sampling.DEFAULT.maxTokens(), OptionalLong.of(7));

    private static Asking asking(String host, Sampling sampling, Function<Seen, Reply> model) {
        return new Asking(loopback -> at(host, loopback.baseUrl(), PromptStyle.SIMPLE, Structured.NONE, sampling),
                model);
    }

    @ParameterizedTest
    @CsvSource({"vllm, 128", "azure, 128", "openai, 1", "huggingface-router, 1", "ollama, 1", "llama-cpp, 1",
            "anthropic, 1", "mistral, 1", "gemini, 1", "deepseek, 1", "tgi, 1"})
    void whoGivesSeveral(String host, int most) throws Exception {
        try (var asking = asking(host, Sampling.DEFAULT, seen -> LoopbackHost.answers("a"))) {
            assertThat(asking.mostChoices()).isEqualTo(most);
        }
    }

    @Test
    void oneRequestBringsAllVotes() throws Exception {
        try (var asking = asking("vllm", Sampling.DEFAULT, seen -> LoopbackHost.answers("a", "b", "c"))) {
            assertThat(asking.send(3)).isInstanceOfSatisfying(HostReply.Answered.class, answered -> {
                assertThat(answered.choices()).extracting(Choice::text).containsExactly("a", "b", "c");
                assertThat(answered.usage().orElseThrow().completion()).isEqualTo(6);
            });
            assertThat(asking.seen().getFirst().json().path("n").intValue()).isEqualTo(3);
            assertThat(asking.mostChoices()).isEqualTo(128);
        }
    }

    @Test
    void fewerAreTakenAsTheyCome() throws Exception {
        try (var asking = asking("vllm", Sampling.DEFAULT, seen -> LoopbackHost.answers("a", "b"))) {
            assertThat(asking.send(3)).isInstanceOfSatisfying(HostReply.Answered.class,
                    answered -> assertThat(answered.choices()).hasSize(2));
            assertThat(asking.mostChoices()).isEqualTo(128);
        }
    }

    @Test
    void moreThanAskedAreCut() throws Exception {
        try (var asking = asking("vllm", Sampling.DEFAULT, seen -> LoopbackHost.answers("a", "b"))) {
            assertThat(asking.send(1)).isInstanceOfSatisfying(HostReply.Answered.class,
                    answered -> assertThat(answered.choices()).extracting(Choice::text).containsExactly("a"));
        }
    }

    @Test
    void aHostThatBringsOneIsAskedForOneFromThenOn() throws Exception {
        try (var asking = asking("vllm", Sampling.DEFAULT, seen -> LoopbackHost.answers("a"))) {
            assertThat(asking.send(3)).isInstanceOfSatisfying(HostReply.Answered.class,
                    answered -> assertThat(answered.choices()).hasSize(1));
            assertThat(asking.mostChoices()).isEqualTo(1);
        }
    }

    @Test
    void aHostThatRefusesSeveralIsAskedForOneFromThenOn() throws Exception {
        try (var asking = asking("vllm", Sampling.DEFAULT, seen -> seen.json().has("n")
                ? LoopbackHost.error(400, "invalid_request_error", "Only one completion choice is allowed")
                : LoopbackHost.answers("a"))) {
            assertThat(asking.send(3)).isInstanceOf(HostReply.TryAgain.class);
            assertThat(asking.mostChoices()).isEqualTo(1);
            assertThat(asking.send(3)).isInstanceOfSatisfying(HostReply.Answered.class,
                    answered -> assertThat(answered.choices()).hasSize(1));
        }
    }

    /// Who may not ask for several is not the host's to know: see `AnnotatorTest`.
    @Test
    void aSeedIsThatOfTheFirstVote() throws Exception {
        try (var asking = asking("vllm", SEEDED, seen -> LoopbackHost.answers("a"))) {
            asking.send(1);
            assertThat(asking.mostChoices()).isEqualTo(128);
            assertThat(asking.seen().getFirst().json().path("seed").intValue()).isEqualTo(7);
        }
    }

    @Test
    void aRefusalAmongThemIsOneVote() throws Exception {
        try (var asking = asking("vllm", Sampling.DEFAULT, seen -> Reply.of(200, """
                {"choices":[{"index":0,"finish_reason":"stop","message":{"content":"a"}},
                {"index":1,"finish_reason":"stop","message":{"content":null,"refusal":"I cannot"}},
                {"index":2,"finish_reason":"content_filter","message":{"content":null}}]}"""))) {
            assertThat(asking.send(3)).isInstanceOfSatisfying(HostReply.Answered.class,
                    answered -> assertThat(answered.choices()).containsExactly(new Choice("a", Optional.of("stop")),
                            new Choice("I cannot", Optional.of(Choice.REFUSAL)),
                            new Choice("", Optional.of("content_filter"))));
        }
    }

    @Test
    void openAiItselfGivesSeveral() {
        var teacher = at("openai", URI.create("https://api.openai.com/v1"), PromptStyle.SIMPLE, Structured.NONE,
                Sampling.DEFAULT);
        try (var hosts = new Hosts(variable -> Optional.of(Asking.KEY), java.time.InstantSource.system())) {
            var opening = hosts.open(teacher, java.time.Duration.ofSeconds(1));
            assertThat(opening).isInstanceOfSatisfying(HostOpener.Opening.Opened.class,
                    opened -> assertThat(opened.host().mostChoices()).isEqualTo(128));
        }
    }
}
