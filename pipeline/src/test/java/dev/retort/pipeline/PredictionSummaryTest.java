package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.pipeline.PredictionSummary.Unsure;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PredictionSummaryTest {
    @Test
    void labelsAreCountedAndTheLeastSureKept() {
        var summary = new PredictionSummary(0.6);
        for (int line = 1; line <= 20; line++) {
            summary.add(line, "text " + line, line % 4 == 0 ? "down" : "up", 0.3 + line / 20.0 * 0.6);
        }
        assertThat(summary.texts()).isEqualTo(20);
        assertThat(count(summary, "down")).isEqualTo(5);
        assertThat(count(summary, "up")).isEqualTo(15);
        // 0.3 + 0.03 line < 0.6: lines 1 to 9
        assertThat(summary.unsure()).isEqualTo(9);
        assertThat(summary.leastSure()).extracting(Unsure::line).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void whatIsSureIsNotShown() {
        var summary = new PredictionSummary(0.6);
        summary.add(1, "sure", "up", 0.9);
        summary.add(2, "unsure", "up", 0.5);
        assertThat(summary.leastSure()).extracting(Unsure::line).containsExactly(2L);
    }

    private static long count(PredictionSummary summary, String label) {
        return Objects.requireNonNull(summary.byLabel().get(label)).getCount();
    }
}
