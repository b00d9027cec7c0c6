package dev.retort.benchmarks.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlidingMinuteTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void sixtySecondsNeverHoldMoreThanTheLimitWhereverTheyBegin() {
        var minute = new SlidingMinute(10);
        minute.take(6, 0);
        minute.take(4, 30 * SECOND);
        assertThat(minute.admits(1, 59 * SECOND)).isFalse();
        assertThat(minute.reset(59 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        // the six of second 0 are forgotten at second 60, the four of second 30 are not
        assertThat(minute.left(60 * SECOND)).isEqualTo(6);
        assertThat(minute.admits(6, 60 * SECOND)).isTrue();
        assertThat(minute.admits(7, 60 * SECOND)).isFalse();
    }
}
