package dev.retort.annotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatenciesTest {

    @ParameterizedTest
    @CsvSource({"0.5, 500", "0.95, 950", "0.99, 990", "1.0, 1000", "0.001, 1"})
    void quantilesOfOneToAThousandMilliseconds(double share, long millis) {
        var latencies = new Latencies();
        for (int i = 1; i <= 1000; i++) {
            latencies.add(Duration.ofMillis(i));
        }

        double found = latencies.quantile(share).orElseThrow().toNanos() / 1e6;
        assertThat(found).isBetween(millis * 0.99, millis * 1.01);
        assertThat(latencies.count()).isEqualTo(1000);
    }

    @Test
    void extremesDoNotBreakIt() {
        var latencies = new Latencies();
        latencies.add(Duration.ZERO);
        latencies.add(Duration.ofDays(365));

        assertThat(latencies.quantile(0.5).orElseThrow()).isLessThan(Duration.ofNanos(2000));
        assertThat(latencies.quantile(1)).isPresent();
        assertThat(new Latencies().quantile(0.5)).isEmpty();
    }
}
