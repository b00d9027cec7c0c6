package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    @TempDir
    private Path directory;

    @Test
    void idsAreTransformersIds() {
        try (Tokenizer tokenizer = Tokenizer.open(GoldenBert.DIRECTORY, GoldenBert.MAX_TOKENS)) {
            int[][] ids = tokenizer.encode(GoldenBert.texts());
            for (int i = 0; i < ids.length; i++) {
                assertThat(ids[i]).as(GoldenBert.texts().get(i))
                        .containsExactly(array(GoldenBert.cases().get(i).ids()));
            }
            assertThat(ids.length).isEqualTo(GoldenBert.cases().size()).isGreaterThan(10);
        }
    }

    @Test
    void idsAreNotCutWhenThereIsRoom() {
        try (Tokenizer tokenizer = Tokenizer.open(GoldenBert.DIRECTORY, 2000)) {
            for (GoldenBert.Case golden : GoldenBert.cases()) {
                assertThat(tokenizer.encode(List.of(golden.text()))[0]).containsExactly(array(golden.untruncatedIds()));
            }
        }
    }

    /// MiniLM's own file asks for 128 tokens and padding to 128.
    @Test
    void truncationAndPaddingInTheFileAreIgnored() throws IOException {
        String json = Files.readString(GoldenBert.DIRECTORY.resolve("tokenizer.json"));
        String asking = json.replace("\"truncation\": null", """
                "truncation": {"direction":"Right","max_length":5,"strategy":"LongestFirst","stride":0}""")
                .replace("\"padding\": null", """
                        "padding": {"strategy":{"Fixed":7},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,
                        "pad_type_id":0,"pad_token":"[PAD]"}""");
        assertThat(asking).contains("Fixed").contains("LongestFirst");
        Files.writeString(directory.resolve("tokenizer.json"), asking);
        try (Tokenizer tokenizer = Tokenizer.open(directory, GoldenBert.MAX_TOKENS)) {
            int[][] ids = tokenizer.encode(GoldenBert.texts());
            assertThat(ids[1]).containsExactly(2, 120, 3);
            assertThat(ids[2]).containsExactly(array(GoldenBert.cases().get(2).ids()));
        }
    }

    @Test
    void noTextThrows() {
        String longWord = "x".repeat(3_000_000);
        try (Tokenizer tokenizer = Tokenizer.open(GoldenBert.DIRECTORY, GoldenBert.MAX_TOKENS)) {
            assertThat(tokenizer.encode(List.of())).isEmpty();
            assertThat(tokenizer.encode(List.of("\0 profit \0"))[0]).contains(120);
            assertThat(tokenizer.encode(List.of(longWord))[0]).containsExactly(2, 1, 3);
            assertThat(tokenizer.encode(List.of("profit ".repeat(1_500_000)))[0]).hasSize(GoldenBert.MAX_TOKENS);
            // 31,999 letters, then an emoji whose second half would be the first character cut off
            assertThat(tokenizer.encode(List.of("x".repeat(31_999) + "\ud83d\ude00" + "x"))[0]).containsExactly(2, 1,
                    3);
            Random random = new Random(7);
            for (int round = 0; round < 300; round++) {
                char[] chars = new char[random.nextInt(40)];
                for (int i = 0; i < chars.length; i++) {
                    chars[i] = (char) (random.nextBoolean() ? 0xD7F0 + random.nextInt(0x830) : random.nextInt(0x10000));
                }
                int[] ids = tokenizer.encode(List.of(new String(chars)))[0];
                assertThat(ids).hasSizeBetween(2, GoldenBert.MAX_TOKENS).startsWith(2).endsWith(3);
            }
        }
    }

    @Test
    void batchesAreRowByRow() {
        try (Tokenizer tokenizer = Tokenizer.open(GoldenBert.DIRECTORY, 16)) {
            List<String> texts = new ArrayList<>(Collections.nCopies(500, "profit"));
            texts.set(321, "sales");
            int[][] ids = tokenizer.encode(texts);
            assertThat(ids[0]).containsExactly(2, 120, 3);
            assertThat(ids[321]).containsExactly(2, 205, 3);
        }
    }

    @Test
    void saysWhatIsWrongWithADirectory() throws IOException {
        Path file = directory.resolve("tokenizer.json");
        assertThatThrownBy(() -> Tokenizer.open(directory, 16).close()).isInstanceOf(InferenceException.class)
                .hasMessage(file + ": cannot be read; a model directory needs its tokenizer.json");
        Files.writeString(file, "{}");
        assertThatThrownBy(() -> Tokenizer.open(directory, 16).close()).isInstanceOf(InferenceException.class)
                .hasMessageStartingWith(file + ": not a tokenizer").hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Tokenizer.open(directory, 2).close()).hasMessageContaining("at least 3");
    }

    private static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
