package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.encoder.Golden;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LogBucketsTest {
    /// Of deberta-v3-base.
    private static final LogBuckets BASE = new LogBuckets(256, 512);

    @Test
    void bucketsAreThoseOfTransformers() throws IOException {
        JsonNode golden = Golden.json("deberta-v2", "expected.json").path("relative_position_buckets");
        var buckets = new LogBuckets(8, 64);
        int[] distances = Golden.ids(golden.path("query_minus_key"));
        assertThat(distances).hasSizeGreaterThan(60).contains(-31, 0, 31);
        assertThat(IntStream.of(distances).map(buckets::of).toArray())
                .containsExactly(Golden.ids(golden.path("bucket")));
    }

    @Test
    void halfOfTheBucketsAreExactAndTheLastEndsAtTheFarthest() {
        assertThat(IntStream.rangeClosed(-128, 128)).allSatisfy(near -> assertThat(BASE.of(near)).isEqualTo(near));
        assertThat(BASE.of(129)).isEqualTo(129); // ceil(127 ln(129/128) / ln(511/128)) = 1
        assertThat(BASE.of(511)).isEqualTo(255);
        assertThat(BASE.of(-511)).isEqualTo(-255);
    }

    @Test
    void rowsNeverFallAndDistancesBeyondTheTableHaveItsEnds() {
        int[] rows = IntStream.rangeClosed(-2000, 2000).map(BASE::row).toArray();
        assertThat(rows).isSorted().startsWith(0).endsWith(511);
        assertThat(BASE.row(0)).isEqualTo(256);
        assertThat(BASE.row(-511)).isEqualTo(1);
        assertThat(BASE.row(-512)).isZero();
        assertThat(BASE.row(512)).isEqualTo(BASE.row(511)).isEqualTo(511);
    }

    @Test
    void bucketsThatCannotBeDrawnAreRefused() {
        assertThatThrownBy(() -> new LogBuckets(1, 512))
                .hasMessage("position_buckets must be from 2 to 1048576, got 1");
        assertThatThrownBy(() -> new LogBuckets(256, 129)).hasMessage(
                "max_relative_positions must be from 130 to 1048576 with position_buckets 256, got 129");
        assertThatThrownBy(() -> new LogBuckets(256, Integer.MAX_VALUE)).hasMessage(
                "max_relative_positions must be from 130 to 1048576 with position_buckets 256, got 2147483647");
    }
}
