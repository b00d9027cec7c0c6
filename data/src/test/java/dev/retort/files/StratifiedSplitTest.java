package dev.retort.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.retort.dataset.Split;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StratifiedSplitTest {

    private static Map<String, String> texts(String stratum, int count) {
        var texts = new LinkedHashMap<String, String>();
        for (int index = 0; index < count; index++) {
            texts.put(stratum + index, stratum);
        }
        return texts;
    }

    private static Map<String, Long> counts(Map<String, Split> splits, Split split) {
        return splits.entrySet().stream().filter(entry -> entry.getValue() == split).collect(
                Collectors.groupingBy(entry -> entry.getKey().substring(0, 1), Collectors.counting()));
    }

    @Test
    void eachStratumHasItsShareOfEverySplit() {
        var strata = texts("a", 100);
        strata.putAll(texts("b", 33));
        strata.putAll(texts("c", 2));

        Map<String, Split> splits = StratifiedSplit.draw(strata, new DataSettings.Draw(0.2, 0.1, 42));

        // b: 33 · 0.2 = 6.6 -> 7; 33 · 0.3 = 9.9 -> 10, so 3; c: 2 · 0.2 = 0.4 -> 0; 2 · 0.3 = 0.6 -> 1
        assertThat(counts(splits, Split.TEST)).isEqualTo(Map.of("a", 20L, "b", 7L));
        assertThat(counts(splits, Split.VALIDATION)).isEqualTo(Map.of("a", 10L, "b", 3L, "c", 1L));
        assertThat(counts(splits, Split.TRAIN)).isEqualTo(Map.of("a", 70L, "b", 23L, "c", 1L));
    }

    /// The order of sha256(struct.pack(">q", 42) + text) for t0 to t9, worked out with Python's hashlib.
    @Test
    void theDrawIsTheDocumentedOne() {
        Map<String, Split> splits = StratifiedSplit.draw(texts("t", 10), new DataSettings.Draw(0.3, 0, 42));

        assertThat(splits.entrySet().stream().filter(entry -> entry.getValue() == Split.TEST).map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("t9", "t3", "t7");
    }

    @Test
    void seedsDiffer() {
        assertThat(StratifiedSplit.draw(texts("t", 100), new DataSettings.Draw(0.5, 0, 1)))
                .isNotEqualTo(StratifiedSplit.draw(texts("t", 100), new DataSettings.Draw(0.5, 0, 2)));
    }

    @Test
    void sharesAreAtMostOneTogether() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DataSettings.Draw(0.8, 0.3, 1))
                .withMessage("test and validation must be at most 1 together, got 0.8 and 0.3");
        assertThatIllegalArgumentException().isThrownBy(() -> new DataSettings.Draw(Double.NaN, 0, 1));
    }
}
