package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.train.EpochResult;
import dev.retort.train.Validation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EpochTableTest {
    @Test
    void rowsStandBelowTheHeader() {
        var epoch = new EpochResult(12, 12, 0.25, new Validation.OneLabel(1.5, 0.9355, 0.9344), Duration.ofSeconds(80));
        assertThat(EpochTable.header())
                .isEqualTo("  epoch  train loss  held-out loss  accuracy  macro F1  texts/s  time");
        assertThat(EpochTable.row(epoch, 1000, true))
                .isEqualTo("     12       0.250          1.500     0.936     0.934       13  1m 20s");
        assertThat(EpochTable.row(epoch, 1000, false)).endsWith("1m 20s, not taken");
    }
}
