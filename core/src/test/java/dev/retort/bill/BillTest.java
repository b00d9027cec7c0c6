package dev.retort.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retort.teacher.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillTest {
    private final Factors factors = Factors.builtIn();

    @ParameterizedTest
    @CsvSource({"mixtral-8x7b-instruct-v0.1, mixtral-8x7b, 0.7",
            "mistralai/Mixtral-8x7B-Instruct-v0.1, mixtral-8x7b, 0.7",
            "gpt-4o, gpt-4o, 2.5", "openai/gpt-4o-2024-08-06, gpt-4o, 2.5", "gpt-4o-mini-2024-07-18, gpt-4o-mini, 0.15",
            "gpt-4.1-mini-2025-04-14, gpt-4.1-mini, 0.4", "gpt-3.5-turbo, gpt-3.5-turbo, 0.5",
            "gpt-3.5-turbo-0613, gpt-3.5-turbo-0613, 1.5", "claude-haiku-4-5-20251001, claude-haiku-4.5, 1",
            "mistral-small-latest, mistral-small, 0.15",
            "google/gemini-2.5-flash-lite-preview-09-2025, gemini-2.5-flash-lite, 0.1",
            "meta-llama/Llama-3.3-70B-Instruct:fastest, llama-3.3-70b, 0.59", "GPT-5-Nano, gpt-5-nano, 0.05"})
    void findsAModelUnderTheIdsOfItsHosts(String id, String model, double input) {
        ModelPrice price = factors.prices().find(id).orElseThrow();
        assertThat(price.model()).isEqualTo(model);
        assertThat(price.input()).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4", "gpt-4-1106-preview", "gpt-5-pro", "gpt-4o-audio", "gpt-5.1", "gpt-4.1-mega",
            "mixtral-8x22b-instruct-v0.1", "mixtral", "", "-", "///", "o4", "claude-haiku-4.5-turbo"})
    void neverTakesAnotherModelsPrice(String id) {
        assertThat(factors.prices().find(id)).isEmpty();
    }

    @Test
    void aNamedHostGoesBeforeTheFirstListed() {
        assertThat(factors.prices().find("mixtral-8x7b", "deepinfra").orElseThrow().output()).isEqualTo(0.24);
        assertThat(factors.prices().find("mixtral-8x7b", "DeepInfra").orElseThrow().input()).isEqualTo(0.08);
        assertThat(factors.prices().find("mixtral-8x7b", "elsewhere").orElseThrow().source().name())
                .contains("Mistral");
    }

    @Test
    void everyBuiltInPriceHasSourceAndDate() {
        assertThat(factors.prices().prices()).hasSizeGreaterThan(20).allSatisfy(price -> {
            assertThat(price.source().date()).as(price.model()).isPresent();
            assertThat(price.source().name()).as(price.model()).isNotBlank();
        });
    }

    @Test
    void aUsersFileGoesFirst() {
        String file = """
                {"models": [{"model": "gpt-4o", "input": 1, "output": 2, "cached-input": 0.5, "date": "2027-01-02"}],
                 "powers": [{"name": "t4", "value": 60}, {"name": "My GPU", "low": 100, "high": 120}],
                 "grids": [{"name": "home", "value": 20, "source": "my roof"}]}""";
        Factors mine = FactorFiles.read(factors, file, "prices.json");
        assertThat(mine.prices().find("gpt-4o-2024-08-06").orElseThrow().input()).isEqualTo(1);
        assertThat(mine.prices().find("gpt-4o").orElseThrow().source()).hasToString("prices.json (2027-01-02)");
        assertThat(mine.prices().find("gpt-5")).isEqualTo(factors.prices().find("gpt-5"));
        assertThat(mine.powers().find("T4").number()).contains(60.0);
        assertThat(mine.powers().find("my gpu").number()).contains(110.0);
        assertThat(mine.grids().find("Home").toString()).contains("my roof");
        assertThat(mine.grids().find("SWE").number()).contains(41.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"[] | one JSON object", "{ | not JSON",
            "{\"models\": 3} | 'models' must be a list",
            "{\"models\": [{\"model\": \"x\", \"input\": 1}]} | number 'output'",
            "{\"models\": [{\"input\": 1, \"output\": 1}]} | needs a 'model'",
            "{\"grids\": [{\"name\": \"x\", \"value\": -1}]} | 0 or more",
            "{\"powers\": [{\"name\": \"x\", \"value\": 1, \"date\": \"May\"}]} | got 'May'"})
    void aBrokenFileIsRefusedByName(String json, String message) {
        assertThatThrownBy(() -> FactorFiles.read(factors, json, "mine.json"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void readsTheMapThatLiteLlmPublishes() {
        String map = """
                {"sample_spec": {"input_cost_per_token": 0, "output_cost_per_token": 0},
                 "together_ai/mistralai/Mixtral-8x7B-Instruct-v0.1":
                   {"litellm_provider": "together_ai", "input_cost_per_token": 6e-07, "output_cost_per_token": 6e-07},
                 "gpt-4o": {"litellm_provider": "openai", "input_cost_per_token": 2.5e-06,
                   "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-06},
                 "dall-e-3": {"input_cost_per_pixel": 4e-08}}""";
        List<ModelPrice> prices = FactorFiles.readLiteLlm(map, Source.of("LiteLLM", "2026-08-01"));
        assertThat(prices).extracting(ModelPrice::model).containsExactly("gpt-4o", "Mixtral-8x7B-Instruct-v0.1");
        var table = new PriceTable(prices);
        assertThat(table.find("mixtral-8x7b-instruct-v0.1").orElseThrow().input()).isCloseTo(0.6, within(1e-12));
        assertThat(table.find("gpt-4o").orElseThrow().cachedInput().orElseThrow()).isCloseTo(1.25, within(1e-12));
    }

    @Test
    void spendCountsCachedTokensAtTheirPrice() {
        var price = new ModelPrice("m", Optional.empty(), 2, 8, java.util.OptionalDouble.of(0.5),
                Source.undated("test"));
        // 900,000 x 2 + 100,000 x 0.5 + 50,000 x 8 = 2,250,000 millionths
        Figure spend = Spend.of(Optional.of(new Usage(1_000_000, 100_000, 50_000, 10_000)), Optional.of(price));
        assertThat(spend.number().orElseThrow()).isCloseTo(2.25, within(1e-12));
        assertThat(Spend.of(Optional.empty(), Optional.of(price))).isInstanceOf(Figure.NotKnown.class);
        assertThat(Spend.of(Optional.of(new Usage(1, 0, 1, 0)), Optional.empty()))
                .isInstanceOf(Figure.NotKnown.class);
        assertThat(price.batch().input()).isEqualTo(1);
    }

    @Test
    void allVotesCount() {
        ModelPrice price = factors.prices().find("mixtral-8x7b").orElseThrow();
        Figure energy = factors.requestEnergy("mixtral-8x7b-instruct-v0.1", 100, 1.2);
        Bill once = teacher(1, price, energy);
        Bill thrice = teacher(3, price, energy);
        assertThat(thrice.money().number().orElseThrow()).isCloseTo(3 * once.money().number().orElseThrow(),
                within(1e-9));
        // (300 + 50) tokens x 0.7 $ per million x a million texts
        assertThat(once.money().number().orElseThrow()).isCloseTo(245, within(1e-9));
        assertThat(thrice.energy().number().orElseThrow()).isCloseTo(3 * once.energy().number().orElseThrow(),
                within(1e-9));
        assertThat(once.money().basisWord()).isEqualTo("estimated");
    }

    private Bill teacher(int votes, ModelPrice price, Figure energy) {
        return PerMillionTexts.teacher("t", new Tokens(300, 50), "usage", votes, Optional.of(price),
                Figure.notKnown(Unit.HOURS, "-"), energy, factors.grids().find("world"));
    }

    /// The figures that EcoLogits' model gives for 100 tokens at PUE 1.2.
    @ParameterizedTest
    @CsvSource({"llama-3.1-8b-instruct, 8.9e-6, 0.05e-6", "mixtral-8x7b-instruct-v0.1, 1.9e-5, 0.05e-5",
            "meta-llama/Llama-3.3-70B-Instruct, 6.6e-5, 0.05e-5"})
    void requestEnergyIsThatOfEcoLogits(String model, double kilowattHours, double rounding) {
        Figure energy = factors.requestEnergy(model, 100, 1.2);
        assertThat(energy.number().orElseThrow()).isCloseTo(kilowattHours, within(rounding));
        assertThat(energy.toString()).contains("prompt ignored").contains("EcoLogits");
    }

    @Test
    void undisclosedSizesHavePublishedRangesOrNothing() {
        Figure energy = factors.requestEnergy("gpt-4o", 50, 1.2);
        assertThat(energy).isInstanceOfSatisfying(Figure.Between.class, range -> {
            assertThat(range.low()).isCloseTo(1.05e-4, within(1e-12));
            assertThat(range.high()).isCloseTo(1.9e-4, within(1e-12));
        });
        assertThat(factors.requestEnergy("gpt-9", 50, 1.2)).isInstanceOf(Figure.NotKnown.class);
    }

    @Test
    void notKnownIsNeverZeroAndSpreads() {
        Bill bill = PerMillionTexts.student("own laptop", Figure.measured(20, Unit.TEXTS_PER_SECOND, "this machine"),
                Figure.notKnown(Unit.DOLLARS_PER_HOUR, "a machine of your own"),
                CpuPower.estimate(OptionalInt.of(2), 1), factors.grids().find("Atlantis"), 1);
        assertThat(bill.money().toString()).isEqualTo("not known (a machine of your own)");
        assertThat(bill.co2e().toString()).isEqualTo("not known (no grid 'Atlantis' in the tables)");
        assertThat(bill.co2e().number()).isEmpty();
        // 1,000,000 / 20 / 3600 h x (2 x 4 + 5) W
        assertThat(bill.energy().number().orElseThrow()).isCloseTo(13.888888888 * 13 / 1000, within(1e-9));
        assertThat(bill.energy().toString()).contains("estimated", "CodeCarbon", "this machine");
    }

    @Test
    void cpuPowerFallsBackAsCodeCarbonDoes() {
        assertThat(CpuPower.estimate(OptionalInt.of(8), 0).number()).contains(32.0);
        assertThat(CpuPower.estimate(OptionalInt.empty(), 2).number()).contains(95.0);
    }

    @Test
    void aBillRefusesFiguresInTheWrongUnit() {
        Figure watts = Figure.measured(1, Unit.WATTS, "meter");
        assertThatThrownBy(() -> new Bill("x", watts, watts, watts, watts))
                .hasMessageContaining("expected a figure in $");
        assertThatThrownBy(() -> Figure.measured(-1, Unit.WATTS, "meter")).hasMessageContaining("0 or more");
        assertThatThrownBy(() -> Figure.measured(Double.NaN, Unit.WATTS, "meter")).hasMessageContaining("0 or more");
    }
}
