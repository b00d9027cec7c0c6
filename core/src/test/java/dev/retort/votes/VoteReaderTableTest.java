package dev.retort.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VoteReaderTableTest {
    static List<Replies.Row> rows() {
        return Replies.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsAsTheTableSays(Replies.Row row) {
        assertThat(new VoteReader(Tasks.named(row.task()), VoteRules.DEFAULT).read(row.reply()))
                .isEqualTo(row.expected());
    }

    @Test
    void theTableIsLargeAndVaried() {
        List<Replies.Row> rows = rows();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(150);
        for (ReadStep step : List.of(ReadStep.STRICT_JSON, ReadStep.LENIENT_JSON, ReadStep.SINGLE_WORD,
                ReadStep.ONLY_MENTION)) {
            assertThat(rows).filteredOn(row -> row.expected() instanceof Vote.Read read && read.step() == step)
                    .as(step.name()).hasSizeGreaterThanOrEqualTo(15);
        }
        for (Vote.Cause cause : Vote.Cause.values()) {
            assertThat(rows).filteredOn(row -> row.expected().equals(new Vote.Unreadable(cause))).as(cause.name())
                    .hasSizeGreaterThanOrEqualTo(5);
        }
    }
}
