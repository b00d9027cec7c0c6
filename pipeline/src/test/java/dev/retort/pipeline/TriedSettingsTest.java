package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retort.pipeline.TriedSettings.Comparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TriedSettingsTest {
    /// A setting that is wrong on the texts from `from` to `to`.
    private static TriedSetting wrong(int from, int to, double macroF1, double loss) {
        List<String> wrong = IntStream.range(from, to).mapToObj(Integer::toString).toList();
        return new TriedSetting(new LinkedHashMap<>(), 3, 3, false, loss, 1 - wrong.size() / 100.0, macroF1, 1, 100,
                wrong);
    }

    @Test
    void othersAreHeldAgainstTheBestOnTheSameTexts() {
        TriedSettings tried = TriedSettings.of(List.of(wrong(0, 20, 0.80, 0.5), wrong(0, 10, 0.90, 0.4),
                wrong(8, 20, 0.88, 0.4)));
        assertThat(tried.best()).isEqualTo(1);
        assertThat(tried.winner().macroF1()).isEqualTo(0.90);
        // texts 10 to 19: exact p = 2 / 2^10, twice for two comparisons
        Comparison worse = tried.comparisons().getFirst();
        assertThat(worse.onlyBest()).isEqualTo(10);
        assertThat(worse.onlyThis()).isZero();
        assertThat(worse.p()).isCloseTo(4.0 / 1024, within(1e-12));
        assertThat(worse.surelyWorse()).isTrue();
        assertThat(tried.comparisons().get(1)).isEqualTo(new Comparison(0, 0, 1));
        // 10 texts against 8: nowhere near
        assertThat(tried.comparisons().get(2)).isEqualTo(new Comparison(10, 8, 1));
        assertThat(tried.asGood()).containsExactly(tried.all().get(2));
    }

    @Test
    void correctionCountsTheComparisons() {
        // 6 texts against none: p = 2 / 2^6 = 0.03125, which is chance among 3 settings
        assertThat(TriedSettings.of(List.of(wrong(0, 0, 1, 0.1), wrong(0, 6, 0.9, 0.2))).comparisons().get(1)
                .surelyWorse()).isTrue();
        Comparison amongThree = TriedSettings
                .of(List.of(wrong(0, 0, 1, 0.1), wrong(0, 6, 0.9, 0.2), wrong(0, 6, 0.9, 0.2))).comparisons().get(1);
        assertThat(amongThree.p()).isCloseTo(0.0625, within(1e-12));
        assertThat(amongThree.surelyWorse()).isFalse();
    }

    @Test
    void equalMacroF1IsDecidedByLossThenByOrder() {
        assertThat(TriedSettings.of(List.of(wrong(0, 1, 0.9, 0.4), wrong(1, 2, 0.9, 0.3))).best()).isEqualTo(1);
        assertThat(TriedSettings.of(List.of(wrong(0, 1, 0.9, 0.3), wrong(0, 1, 0.9, 0.3))).best()).isZero();
    }
}
