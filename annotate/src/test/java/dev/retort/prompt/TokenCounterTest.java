package dev.retort.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCounterTest {

    @ParameterizedTest
    @CsvSource({"gpt-4.1, o200k", "gpt-4.1-mini, o200k", "gpt-4o-mini-2024-07-18, o200k", "gpt-5-nano, o200k",
            "openai/gpt-4o, o200k", "o4-mini, o200k", "o1, o200k", "gpt-oss-120b, o200k", "gpt-4, cl100k",
            "gpt-4-0125-preview, cl100k", "gpt-3.5-turbo-0613, cl100k"})
    void openAiModelsHaveTheirOwnEncoding(String model, String basis) {
        var counter = TokenCounter.forModel(model);

        assertThat(counter.basis()).isEqualTo(basis);
        assertThat(counter.isExact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"mistralai/Mixtral-8x7B-Instruct-v0.1", "o1000", "claude-haiku-4.5", "gpt-neo"})
    void othersAreCountedWithASafetyFactor(String model) {
        var counter = TokenCounter.forModel(model);

        assertThat(counter.isExact()).isFalse();
        assertThat(counter.basis()).startsWith("cl100k x 1.2");
        assertThat(counter.count("tiktoken is great!")).isEqualTo(8); // 6 x 1.2 = 7.2, rounded up
    }

    @Test
    void countsOfPublishedExamples() {
        // OpenAI's cookbook: 6 tokens; 9 tokens for the Japanese phrase in cl100k, 8 in o200k.
        assertThat(TokenCounter.forModel("gpt-4").count("tiktoken is great!")).isEqualTo(6);
        assertThat(TokenCounter.forModel("gpt-4").count("お誕生日おめでとう")).isEqualTo(9);
        assertThat(TokenCounter.forModel("gpt-4o").count("お誕生日おめでとう")).isEqualTo(8);
    }

    @Test
    void controlWordsInTextsCountAsPlainText() {
        assertThat(TokenCounter.forModel("gpt-4").count("<|endoftext|>")).isGreaterThan(1);
    }

    @Test
    void chatsCountWhatStandsAroundMessages() {
        var chat = new Prompt.Chat(List.of(new Message(Message.Role.USER, "tiktoken is great!")));

        assertThat(TokenCounter.forModel("gpt-4").count(chat)).isEqualTo(6 + 4 + 3);
    }
}
