package dev.retort.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"'',abc,3", "vote,votes,1", "tempreature,temperature,1", "kitten,sitting,3", "abc,abc,0"})
    void editsAreCounted(String one, String other, int edits) {
        assertThat(Nearest.edits(one, other)).isEqualTo(edits);
        assertThat(Nearest.edits(other, one)).isEqualTo(edits);
    }

    @Test
    void aNameIsSuggestedOnlyIfItIsNear() {
        List<String> known = List.of("top-p", "votes", "max-tokens");

        assertThat(Nearest.to("max_token", known)).contains("max-tokens");
        assertThat(Nearest.to("Votes", known)).contains("votes");
        assertThat(Nearest.to("colour", known)).isEmpty();
        assertThat(Nearest.suggestion("colour", known)).isEqualTo("; write one of: top-p, votes, max-tokens");
    }
}
