package dev.retort.annotate;

import static dev.retort.testing.Teachers.SENTIMENT;
import static dev.retort.testing.Teachers.examples;
import static dev.retort.testing.Teachers.openAi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.prompt.PromptBuilder;
import dev.retort.prompt.TokenCounter;
import dev.retort.teacher.Ask;
import dev.retort.teacher.PromptStyle;
import dev.retort.teacher.Teacher;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Teacher COT = openAi("cot", URI.create("https://api.example.com/v1"), PromptStyle.COT);

    @Test
    void countsEveryPromptOfASmallDataset() {
        var prompts = PromptBuilder.of(SENTIMENT, COT);
        var counter = TokenCounter.forModel("test-model");
        long oneVoteEach = examples(40).stream().mapToLong(example -> counter.count(prompts.build(example))).sum();

        var forecast = Forecast.of(SENTIMENT, new Ask(COT, 3), examples(40));

        assertThat(forecast).isEqualTo(new Forecast("cot", "test-model", 120, 3 * oneVoteEach, 120 * 40, 40,
                "cl100k x 1.2, because the model's own tokenizer is not known"));
    }

    @Test
    void samplesALargeOneEvenly() {
        var forecast = Forecast.of(SENTIMENT, new Ask(COT, 1), examples(5001));
        var counted = Forecast.of(SENTIMENT, new Ask(COT, 1), examples(1000));

        assertThat(forecast.sampled()).isEqualTo(834);
        assertThat(forecast.promptTokens() / 5001.0).isBetween(counted.promptTokens() / 1000.0 * 0.99,
                counted.promptTokens() / 1000.0 * 1.01);
    }

    @Test
    void countsForTheModelThatPricesIt() {
        var priced = new Teacher("t", COT.host(), "recorded", PromptStyle.SIMPLE, Optional.empty(), COT.sampling(),
                Optional.of("gpt-4o-mini"));

        var forecast = Forecast.of(SENTIMENT, new Ask(priced, 1), examples(10));

        assertThat(forecast.model()).isEqualTo("gpt-4o-mini");
        assertThat(forecast.basis()).isEqualTo("o200k");
        assertThat(forecast.completionTokens()).isEqualTo(30);
    }

    @Test
    void nothingToAskCostsNothing() {
        assertThat(Forecast.of(SENTIMENT, new Ask(COT, 1), List.of()).promptTokens()).isZero();
    }
}
