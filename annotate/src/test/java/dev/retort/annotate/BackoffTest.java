package dev.retort.annotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void ceilingsDoubleUpToTheLongest() {
        RandomGenerator almostOne = () -> -1L;
        var backoff = new Backoff(FIRST, LONGEST, almostOne);

        assertThat(IntStream.rangeClosed(1, 9).mapToObj(n -> backoff.pause(n, Optional.empty()).plusNanos(1)))
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4),
                        Duration.ofSeconds(8), Duration.ofSeconds(16), Duration.ofSeconds(32), LONGEST, LONGEST,
                        LONGEST);
        assertThat(backoff.pause(100, Optional.empty())).isLessThan(LONGEST);
    }

    @Test
    void theMeanOfTheFirstWaitIsAsStated() {
        var backoff = new Backoff(FIRST, LONGEST, new SplittableRandom(7));

        double mean = IntStream.range(0, 20_000).mapToLong(i -> backoff.pause(1, Optional.empty()).toNanos()).average()
                .orElseThrow() / 1e6;
        // standard error: 1000 / sqrt(12) / sqrt(20000) = 2 ms
        assertThat(mean).isBetween(490.0, 510.0);
    }

    @Test
    void neverShorterThanTheHostAsksNorLongerThanTheLongest() {
        var backoff = new Backoff(FIRST, LONGEST, new SplittableRandom(7));

        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.pause(3, Optional.of(Duration.ofSeconds(7)))).isBetween(Duration.ofSeconds(7),
                    Duration.ofSeconds(8));
            assertThat(backoff.pause(3, Optional.of(Duration.ofMillis(59_900)))).isBetween(Duration.ofMillis(59_900),
                    LONGEST);
            assertThat(backoff.pause(3, Optional.of(Duration.ofDays(3)))).isEqualTo(LONGEST);
        }
    }
}
