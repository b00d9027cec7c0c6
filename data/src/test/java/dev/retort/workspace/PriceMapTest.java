package dev.retort.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.bill.ModelPrice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceMapTest {
    private static final String YAML = """
            version: 1
            task: {instruction: Decide., labels: [a, b]}
            data: {files: [texts.csv]}
            teachers:
              - {name: t, host: openai, model: m}
            report:
              price-map: prices.json
            """;

    @TempDir
    private Path dir;

    @BeforeEach
    void workspace() throws IOException {
        Files.writeString(dir.resolve("retort.yaml"), YAML);
        Files.writeString(dir.resolve("texts.csv"), "text\nx\n");
    }

    @Test
    void pricesAreAsOldAsTheFile() throws IOException {
        Path file = Files.writeString(dir.resolve("prices.json"), """
                {"m": {"litellm_provider": "openai", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6,
                       "cache_read_input_token_cost": 5e-7, "mode": "chat"},
                 "x": {"input_cost_per_token": 1e-6}}""");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-10-03T12:00:00Z")));

        assertThat(WorkspaceReader.read(dir).report().priceMap()).singleElement().satisfies(price -> {
            assertThat(price.input()).isEqualTo(1);
            assertThat(price.output()).isEqualTo(2);
            assertThat(price.cachedInput()).isEqualTo(OptionalDouble.of(0.5));
            assertThat(price.source()).hasToString("prices.json (2026-10-03)");
        });
    }

    @Test
    void whatIsFreeSomewhereComesLast() throws IOException {
        Files.writeString(dir.resolve("prices.json"), """
                {"m": {"litellm_provider": "ollama", "input_cost_per_token": 0, "output_cost_per_token": 0},
                 "groq/m": {"litellm_provider": "groq", "input_cost_per_token": 1e-6, "output_cost_per_token": 0}}""");

        assertThat(WorkspaceReader.read(dir).report().priceMap()).extracting(ModelPrice::input).containsExactly(1.0,
                0.0);
    }

    @Test
    void aMissingFileHasItsLine() {
        assertThatThrownBy(() -> WorkspaceReader.read(dir)).hasMessage(
                "retort.yaml:7: report: file 'prices.json': no such file; correct the path or put the file there");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{ | retort.yaml:7: report: file prices.json: not JSON: ",
            "[] | retort.yaml:7: report: file prices.json: must be one JSON object",
            "{\"m\": {\"input\": 1}} | retort.yaml:7: report: file 'prices.json': has no model with input_cost_per_token",
            "{\"m\": {\"input_cost_per_token\": -1, \"output_cost_per_token\": 1}} | retort.yaml:7: report: file price of 'm': must be"})
    void aBrokenFileHasItsLine(String json, String message) throws IOException {
        Files.writeString(dir.resolve("prices.json"), json);

        assertThatThrownBy(() -> WorkspaceReader.read(dir)).hasMessageStartingWith(message);
    }
}
