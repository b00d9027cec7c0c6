package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    @Test
    void handWorked() {
        int[][] ids = {new int[5], new int[2], new int[9], new int[2], new int[5]};
        // lengths sorted: 2 2 5 5 9 (texts 1 3 0 4 2); 3 rows of 5 are 15 > 10, 2 rows of 9 are 18 > 10
        assertThat(Batches.of(ids, 10)).usingRecursiveFieldByFieldElementComparator().containsExactly(new int[]{1, 3},
                new int[]{0, 4}, new int[]{2});
    }

    /// 6 texts of 20 tokens and one of 21: a batch of its own costs 8 + 21 for the odd one, padding the six costs 6.
    @Test
    void padsOnlyWhereABatchOfItsOwnIsDearer() {
        int[][] few = {new int[20], new int[20], new int[20], new int[20], new int[20], new int[20], new int[21]};
        assertThat(Batches.of(few, 512)).hasSize(1);
        few[6] = new int[22]; // padding costs 12
        assertThat(Batches.of(few, 512)).usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new int[]{0, 1, 2, 3, 4, 5}, new int[]{6});
    }

    @Test
    void everyTextOnceWithinTheBudget() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            int[][] ids = IntStream.range(0, random.nextInt(60)).mapToObj(i -> new int[2 + random.nextInt(50)])
                    .toArray(int[][]::new);
            int budget = 1 + random.nextInt(200);
            List<int[]> batches = Batches.of(ids, budget);
            assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                    .isEqualTo(IntStream.range(0, ids.length).toArray());
            assertThat(batches).allSatisfy(batch -> {
                int longest = Arrays.stream(batch).map(text -> ids[text].length).max().orElseThrow();
                assertThat(batch.length == 1 || batch.length * longest <= budget).isTrue();
            });
        }
    }
}
