package dev.retort.annotate;

import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.examples;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.prompt.PromptBuilder;
import dev.retort.prompt.TokenCounter;
import dev.retort.teacher.Answer;
import dev.retort.teacher.Ask;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Teacher;
import dev.retort.teacher.Usage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Teacher COT = openAi("cot", URI.create("https://api.example.com/v1"), PromptStyle.COT);

    private static Answer answer(long prompt, long cached, long completion, long millis) {
        return new Answer("x", Optional.empty(), Optional.of(new Usage(prompt, cached, completion, 0)),
                Optional.of(Duration.ofMillis(millis)), Instant.EPOCH);
    }

    @Test
    void countsEveryPromptOfASmallDataset() {
        var prompts = PromptBuilder.of(SENTIMENT, COT);
        var counter = TokenCounter.forModel("test-model");
        long all = examples(40).stream().mapToLong(example -> counter.count(prompts.build(example))).sum();

        var forecast = Forecast.of(SENTIMENT, new Ask(COT, 3), examples(40), List.of(), 120);

        assertThat(forecast).isEqualTo(new Forecast("test-model",
                new Expected(all / 40.0 / 1.2, all / 40.0, all / 40.0 * 1.2), 0, new Expected(20, 40, 80),
                Optional.empty(), 40,
                "prompts counted with cl100k x 1.2, because the model's own tokenizer is not known"
                        + " on 40 texts; answers taken to be 20 to 80 tokens long"));
    }

    @Test
    void samplesALargeOneEvenly() {
        var forecast = Forecast.of(SENTIMENT, new Ask(COT, 1), examples(5001), List.of(), 5001);
        var counted = Forecast.of(SENTIMENT, new Ask(COT, 1), examples(1000), List.of(), 1000);

        assertThat(forecast.sampled()).isEqualTo(834);
        assertThat(forecast.promptTokens().mean()).isBetween(counted.promptTokens().mean() * 0.99,
                counted.promptTokens().mean() * 1.01);
    }

    @Test
    void countsForTheModelThatPricesIt() {
        var priced = new Teacher("t", COT.host(), "recorded", PromptStyle.SIMPLE, Optional.empty(), COT.sampling(),
                Optional.of("gpt-4o-mini"));

        var forecast = Forecast.of(SENTIMENT, new Ask(priced, 1), examples(10), List.of(), 10);

        assertThat(forecast.model()).isEqualTo("gpt-4o-mini");
        assertThat(forecast.basis()).startsWith("prompts counted with o200k on 10 texts");
        assertThat(forecast.completionTokens().mean()).isEqualTo(3);
    }

    @Test
    void recordedAnswersAreBelieved() {
        // completions 8, 10, 12, 10, 10: mean 10, s^2 = (4+0+4+0+0)/4 = 2; 2 s (1/5 + 1/20)^(1/2) = 2^(1/2)
        var recorded = List.of(answer(100, 50, 8, 900), answer(100, 50, 10, 1000), answer(100, 50, 12, 1100),
                answer(100, 50, 10, 1000), answer(100, 50, 10, 1000));

        var forecast = Forecast.of(SENTIMENT, new Ask(COT, 1), examples(25), recorded, 20);

        assertThat(forecast.promptTokens()).isEqualTo(new Expected(100, 100, 100));
        assertThat(forecast.cachedShare()).isEqualTo(0.5);
        assertThat(forecast.completionTokens().mean()).isEqualTo(10);
        assertThat(forecast.completionTokens().low()).isCloseTo(10 - Math.sqrt(2), within(1e-12));
        assertThat(forecast.completionTokens().high()).isCloseTo(10 + Math.sqrt(2), within(1e-12));
        assertThat(forecast.latency().orElseThrow().mean()).isCloseTo(1, within(1e-12));
        assertThat(forecast.basis()).isEqualTo("tokens as the host charged them for 5 recorded answers");
    }

    @Test
    void aFewAnswersAreNot() {
        var forecast = Forecast.of(SENTIMENT, new Ask(COT, 1), examples(25),
                List.of(answer(1, 0, 1, 1), answer(1, 0, 1, 1)), 20);

        assertThat(forecast.completionTokens()).isEqualTo(Forecast.COT_ANSWER);
        assertThat(forecast.latency()).isEmpty();
    }

    @Test
    void nothingToAskCostsNothing() {
        assertThat(Forecast.of(SENTIMENT, new Ask(COT, 1), List.of(), List.of(), 0).promptTokens())
                .isEqualTo(Expected.NOTHING);
    }
}
