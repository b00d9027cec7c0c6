package dev.retort.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private static Answer finished(Optional<String> reason) {
        return new Answer("{\"label\": \"pos", reason, Optional.empty(), Optional.empty(), Instant.EPOCH);
    }

    /// The finish reasons that the hosts' references name.
    @ParameterizedTest
    @CsvSource({"length, true", "max_tokens, true", "MAX_TOKENS, true", "stop, false", "end_turn, false",
            "eos_token, false", "stop_sequence, false", "content_filter, false", "SAFETY, false"})
    void hostsHaveSeveralWordsForAnAnswerThatWasCutOff(String reason, boolean cut) {
        assertThat(finished(Optional.of(reason)).isCutOff()).isEqualTo(cut);
    }

    @Test
    void withoutAFinishReasonNothingIsSaidToBeCutOff() {
        assertThat(finished(Optional.empty()).isCutOff()).isFalse();
    }
}
