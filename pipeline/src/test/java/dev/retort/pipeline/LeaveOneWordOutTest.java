package dev.retort.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeaveOneWordOutTest {
    @Test
    void wordsAreWhatHasALetterOrDigit() {
        assertThat(words("Profit doubled, to 14m -- really!")).containsExactly("Profit", "doubled", "to", "14m",
                "really");
    }

    @Test
    void chineseIsTakenCharacterByCharacter() {
        assertThat(words("房间很干净。")).containsExactly("房", "间", "很", "干", "净");
    }

    private static List<String> words(String text) {
        return LeaveOneWordOut.words(text).stream().map(word -> text.substring(word[0], word[1])).toList();
    }
}
