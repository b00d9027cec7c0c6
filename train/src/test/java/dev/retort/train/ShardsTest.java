package dev.retort.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardsTest {
    @Test
    void eachWorkerGetsAboutAsManyTokens() {
        List<Sample> batch = texts(10, 50, 20, 40, 30, 30);
        // longest first: 50 | 40, 30 to the second, 30 to the first, 20 to the second, 10 to the first: 90 each
        assertThat(Shards.of(batch, 2)).map(shard -> shard.stream().map(Sample::tokens).toList())
                .containsExactly(List.of(10, 50, 30), List.of(20, 40, 30));
    }

    @Test
    void thereAreNoMoreShardsThanTexts() {
        assertThat(Shards.of(texts(5, 5), 4)).hasSize(2).allSatisfy(shard -> assertThat(shard).hasSize(1));
    }

    @Test
    void aWorkerIsWorthFourTexts() {
        assertThat(Shards.count(2, 16)).isEqualTo(2);
        assertThat(Shards.count(16, 16)).isEqualTo(4);
        assertThat(Shards.count(8, 3)).isEqualTo(1);
    }

    private static List<Sample> texts(int... tokens) {
        return Arrays.stream(tokens)
                .mapToObj(count -> Sample.of(new int[count], TrainingText.labelled("t", "text", 0, 2))).toList();
    }
}
