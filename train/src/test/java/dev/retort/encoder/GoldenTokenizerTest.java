package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.infer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The tokenizer of each family gives the ids that transformers gives.
class GoldenTokenizerTest {
    private static final int MAX_TOKENS = 32;
    private static final int ROOM_FOR_ALL = 4096;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "xlm-roberta", "distilbert", "electra", "deberta-v2", "modernbert"})
    void idsAreThoseOfTransformersCutAndUncut(String family) throws IOException {
        List<JsonNode> examples = Golden.stream(Golden.json(family, "expected.json").path("examples"));
        assertThat(examples).hasSizeGreaterThan(10)
                .anyMatch(e -> e.path("untruncated_input_ids").size() > MAX_TOKENS);
        assertIds(Golden.family(family), MAX_TOKENS, examples, "input_ids");
        assertIds(Golden.family(family), ROOM_FOR_ALL, examples, "untruncated_input_ids");
    }

    /// The same pieces in the layout that transformers 4 wrote; its ids are those of the tokenizers library.
    @Test
    void olderLayoutOfDebertaIsReadAsTheLibraryReadsIt() throws IOException {
        Files.copy(Golden.family("deberta-v2").resolve("tokenizer_v4_layout.json"),
                directory.resolve("tokenizer.json"));
        List<JsonNode> examples = Golden
                .stream(Golden.json("deberta-v2", "tokenizer_v4_layout_expected.json").path("examples"));
        assertThat(examples).hasSizeGreaterThan(10);
        assertIds(directory, ROOM_FOR_ALL, examples, "untruncated_input_ids");
    }

    private static void assertIds(Path model, int maxTokens, List<JsonNode> examples, String key) {
        List<String> texts = examples.stream().map(e -> e.path("text").asString()).toList();
        try (Tokenizer tokenizer = Tokenizer.open(model, maxTokens)) {
            int[][] ids = tokenizer.encode(texts);
            for (int i = 0; i < ids.length; i++) {
                assertThat(ids[i]).as(texts.get(i)).containsExactly(Golden.ids(examples.get(i).path(key)));
            }
        }
    }
}
