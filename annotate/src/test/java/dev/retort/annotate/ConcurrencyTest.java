package dev.retort.annotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private static final Duration LATENCY = Duration.ofMillis(200);

    /// The limits after each of some rounds, in which as many requests are answered as may be on their way.
    private static List<Integer> rounds(Concurrency concurrency, int count) {
        var limits = new ArrayList<Integer>();
        long now = 0;
        for (int round = 0; round < count; round++) {
            int places = concurrency.limit();
            for (int answer = 0; answer < places; answer++) {
                concurrency.answered(now, LATENCY, now + LATENCY.toNanos());
            }
            now += LATENCY.toNanos();
            limits.add(concurrency.limit());
        }
        return limits;
    }

    @Test
    void doublesUpToHalfOfWhatIsAllowedAndThenGrowsByAThird() {
        assertThat(rounds(new Concurrency(512), 9)).containsExactly(16, 32, 64, 128, 256, 332, 432, 512, 512);
    }

    @Test
    void ofFewPlacesItTakesCareFromTwentyFourOn() {
        assertThat(rounds(new Concurrency(32), 5)).containsExactly(16, 26, 32, 32, 32);
    }

    @Test
    void aHostThatHasHadEnoughCutsOnceAndEndsTheQuickGrowth() {
        var concurrency = new Concurrency(512);
        assertThat(rounds(concurrency, 3)).endsWith(64);
        long now = Duration.ofSeconds(2).toNanos();
        concurrency.exceeded(now, now + 1);
        concurrency.exceeded(now, now + 2); // was on its way with the first
        assertThat(concurrency.limit()).isEqualTo(44);
        assertThat(rounds(concurrency, 2)).containsExactly(45, 46);
    }
}
