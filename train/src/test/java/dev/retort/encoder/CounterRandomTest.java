package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    @Test
    void mixIsSplitMix64() {
        // the JDK's SplittableRandom(seed) returns mix(seed + golden), mix(seed + 2 golden), ...
        var jdk = new SplittableRandom(42);
        for (int i = 1; i <= 100; i++) {
            assertThat(CounterRandom.mix(42 + i * 0x9E3779B97F4A7C15L)).isEqualTo(jdk.nextLong());
        }
    }

    @Test
    void permutationHoldsEveryIndexOnceAndShuffles() {
        int[] order = CounterRandom.of(1).permutation(1000);
        assertThat(order.clone()).satisfies(o -> {
            java.util.Arrays.sort(o);
            for (int i = 0; i < o.length; i++) {
                assertThat(o[i]).isEqualTo(i);
            }
        });
        int fixed = 0;
        for (int i = 0; i < order.length; i++) {
            fixed += order[i] == i ? 1 : 0;
        }
        assertThat(fixed).isLessThan(8); // one is expected
    }

    @Test
    void gaussianHasMeanZeroAndDeviationOne() {
        var random = CounterRandom.of(5, 'x');
        double sum = 0;
        double squares = 0;
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            double x = random.nextGaussian();
            sum += x;
            squares += x * x;
        }
        assertThat(sum / draws).isCloseTo(0, within(0.013)); // 4 deviations of 1 / sqrt(draws)
        assertThat(squares / draws).isCloseTo(1, within(0.018));
    }

    @Test
    void boundedDrawsAreEven() {
        int[] counts = new int[10];
        var random = CounterRandom.of(9);
        for (int i = 0; i < 100_000; i++) {
            counts[random.nextInt(10)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_600, 10_400);
        }
    }
}
