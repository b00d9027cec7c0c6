package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MajorityTest {
    @ParameterizedTest
    @CsvSource({"'', 3, 2", "'', 5, 3", "'', 4, 3", "'', 1, 1", "'2', 1, 0", "'1 1', 1, 1", "'1', 1, 1", "'3', 2, 0",
            "'2 1', 2, 1", "'2', 2, 1", "'1 1 1', 2, 2", "'2 2', 1, 1", "'2 2', 0, 0", "'', 0, 0"})
    void votesStillNeeded(String counts, int remaining, int expected) {
        List<Integer> each = counts.isEmpty()
                ? List.of()
                : Arrays.stream(counts.split(" ", -1)).map(Integer::valueOf).toList();

        assertThat(Majority.stillNeeded(each, remaining)).isEqualTo(expected);
    }

    /// Over all ways in which up to seven votes can fall on three values or none, in all orders.
    @Test
    void whatIsLeftOutCouldNotHaveChangedTheLabel() {
        for (int votes = 1; votes <= 7; votes++) {
            for (int fall = 0; fall < Math.pow(4, votes); fall++) {
                int[] cast = new int[votes];
                for (int i = 0, rest = fall; i < votes; i++, rest /= 4) {
                    cast[i] = rest % 4;
                }
                int asked = 0;
                for (int more = needed(cast, 0); more > 0; more = needed(cast, asked)) {
                    asked += more;
                }
                assertThat(winners(cast, asked)).as(Arrays.toString(cast)).isEqualTo(winners(cast, votes));
            }
        }
    }

    private static int needed(int[] cast, int asked) {
        return Majority.stillNeeded(Arrays.stream(counts(cast, asked)).boxed().toList(), cast.length - asked);
    }

    /// The value 3 stands for a vote that cannot be read.
    private static int[] counts(int[] cast, int asked) {
        int[] counts = new int[3];
        for (int i = 0; i < asked; i++) {
            if (cast[i] < 3) {
                counts[cast[i]]++;
            }
        }
        return counts;
    }

    private static List<Integer> winners(int[] cast, int asked) {
        List<Integer> counts = Arrays.stream(counts(cast, asked)).boxed().toList();
        var winners = new ArrayList<Integer>();
        for (int value = 0; value < counts.size(); value++) {
            if (counts.get(value) > 0 && counts.get(value).equals(Collections.max(counts))) {
                winners.add(value);
            }
        }
        return winners;
    }
}
