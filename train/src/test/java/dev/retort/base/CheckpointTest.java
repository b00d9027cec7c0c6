package dev.retort.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.encoder.Classifier;
import dev.retort.encoder.Golden;
import dev.retort.onnx.OnnxExport;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.SafetensorsFile;
import dev.retort.safetensors.Shards;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The golden RoBERTa cut into three files is the golden RoBERTa.
class CheckpointTest {
    private static final Path GOLDEN = Golden.family("roberta");
    private static final String SECOND = "model-00002-of-00003.safetensors";

    @TempDir
    private Path model;

    @BeforeEach
    void threeShards() throws IOException {
        for (String name : List.of("config.json", "tokenizer.json")) {
            Files.copy(GOLDEN.resolve(name), model.resolve(name));
        }
        Shards.cut(GOLDEN.resolve("model.safetensors"), model, 3);
    }

    @Test
    void tensorsAreReadFromTheirShards() throws IOException {
        try (SafetensorsFile whole = SafetensorsFile.open(GOLDEN.resolve("model.safetensors"));
                Checkpoint shards = Checkpoint.open(model);
                Checkpoint one = Checkpoint.open(GOLDEN)) {
            assertThat(shards.names()).hasSize(41).isEqualTo(whole.names()).isEqualTo(one.names());
            assertThat(shards.path()).isEqualTo(model.resolve(ShardIndex.NAME));
            for (String name : shards.names()) {
                assertThat(shards.entry(name).shape()).isEqualTo(whole.entry(name).shape());
                assertThat(shards.floats(name)).as(name).isEqualTo(whole.floats(name)).isEqualTo(one.floats(name));
            }
            assertThatThrownBy(() -> shards.floats("x")).isInstanceOf(SafetensorsException.class)
                    .hasMessage("%s: no tensor 'x' among its 41", model.resolve(ShardIndex.NAME));
        }
        assertThat(Checkpoint.files(model)).containsExactly(model.resolve(ShardIndex.NAME),
                model.resolve("model-00001-of-00003.safetensors"), model.resolve(SECOND),
                model.resolve("model-00003-of-00003.safetensors"));
        assertThat(Checkpoint.files(GOLDEN)).containsExactly(GOLDEN.resolve("model.safetensors"));
    }

    @Test
    void scoresSavesAndExportsAsTheWholeModel() throws IOException {
        assertThat(BaseModels.resolve(model.toString(), model)).isEqualTo(model);
        Classifier.requireWeights(model);
        Path saved = model.resolve("saved");
        try (Classifier shards = Classifier.load(model, 3, 1); Classifier whole = Classifier.load(GOLDEN, 3, 1)) {
            assertThat(shards.drawn()).isEmpty();
            int[] ids = {0, 120, 7, 2};
            assertThat(shards.score(List.of(ids)).getFirst()).containsExactly(whole.score(List.of(ids)).getFirst());
            shards.save(saved);
        }
        assertThat(saved).hasSameBinaryContentAs(GOLDEN.resolve("model.safetensors"));
        Path exported = OnnxExport.exportSentenceEncoder(model, model.resolve("shards.onnx"));
        assertThat(exported)
                .hasSameBinaryContentAs(OnnxExport.exportSentenceEncoder(GOLDEN, model.resolve("whole.onnx")));
    }

    /// As transformers does: what lies in one file is taken, even if an index is there too.
    @Test
    void oneWholeFileGoesBeforeAnIndex() throws IOException {
        Files.writeString(model.resolve(ShardIndex.NAME), "{}");
        Files.copy(GOLDEN.resolve("model.safetensors"), model.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.path()).isEqualTo(model.resolve("model.safetensors"));
        }
        assertThat(Checkpoint.files(model)).containsExactly(model.resolve("model.safetensors"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {} | weight_map must tell the file of each tensor, got nothing
            [] | weight_map must tell the file of each tensor, got nothing
            {"weight_map": {}} | weight_map must tell the file of each tensor, got no entries
            {"weight_map": ["a"]} | weight_map must tell the file of each tensor, got no entries
            {"weight_map": {"a": 3}} | tensor 'a' must lie in a file of the same directory, got NUMBER
            {"weight_map": {"a": "../model-00001-of-00003.safetensors"}} | tensor 'a' must lie in a file of the same directory, got '../model-00001-of-00003.safetensors'
            {"weight_map": {"a": "/etc/passwd"}} | tensor 'a' must lie in a file of the same directory, got '/etc/passwd'
            {"weight_map": {"a": "sub/model.safetensors"}} | tensor 'a' must lie in a file of the same directory, got 'sub/model.safetensors'
            {"weight_map": {"a": ".."}} | tensor 'a' must lie in a file of the same directory, got '..'
            {"weight_map": {"a": ""}} | tensor 'a' must lie in a file of the same directory, got ''
            {"weight_map": {"a\\nb": "x\\u0000y"}} | tensor 'a?b' must lie in a file of the same directory, got 'x?y'
            {"weight_map": {"a": "b\\\\c"}} | tensor 'a' must lie in a file of the same directory, got 'b\\c'
            {"weight_map": {"a": "b", "a": "c"}} | not valid JSON: Duplicate
            {"weight_map": {"a" | not valid JSON:
            """)
    void aBrokenIndexIsRefusedInOneLine(String json, String rule) throws IOException {
        Path index = Files.writeString(model.resolve(ShardIndex.NAME), json);
        assertThatThrownBy(() -> BaseModels.check(model)).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith(index + ": " + rule).hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Checkpoint.files(model)).isInstanceOf(BaseModelException.class);
    }

    @Test
    void anIndexLargerThanAnyIsNotRead() throws IOException {
        Path index = Files.writeString(model.resolve(ShardIndex.NAME), "[".repeat((16 << 20) + 1));
        assertThatThrownBy(() -> Checkpoint.open(model).close())
                .hasMessage("%s: an index has at most 16777216 bytes, got 16777217", index);
        Files.writeString(index, "[".repeat(1 << 20));
        assertThatThrownBy(() -> Checkpoint.open(model).close()).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith(index + ": not valid JSON").hasMessageNotContaining("\n");
    }

    @Test
    void saysWhichShardIsMissingBrokenOrLacksATensor() throws IOException {
        Path second = model.resolve(SECOND);
        byte[] whole = Files.readAllBytes(second);
        Files.write(second, Arrays.copyOf(whole, whole.length - 4));
        assertThatThrownBy(() -> BaseModels.check(model)).isInstanceOf(BaseModelException.class)
                .hasMessageStartingWith(second + ": the file must hold ")
                .hasMessageEndingWith("is the download complete?");
        Files.delete(second);
        assertThatThrownBy(() -> BaseModels.check(model)).isInstanceOf(BaseModelException.class).hasMessage(
                "%s: no such file, though model.safetensors.index.json names it; is the download complete?", second);
        Files.copy(model.resolve("model-00001-of-00003.safetensors"), second);
        String lacking = Shards.name(GOLDEN.resolve("model.safetensors"), 1, 3);
        assertThatThrownBy(() -> Classifier.load(model, 3, 1).close()).isInstanceOf(BaseModelException.class)
                .hasMessage(
                        "%s: no tensor '%s', which model.safetensors.index.json says it holds; is the download complete?",
                        second, lacking);
    }

    @Test
    void aTensorThatTheIndexDoesNotNameIsMissing() throws IOException {
        Path index = model.resolve(ShardIndex.NAME);
        String name = "roberta.encoder.layer.1.output.dense.weight";
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(Files.readString(index));
        assertThat(((ObjectNode) json.path("weight_map")).remove(name)).isNotNull();
        Files.writeString(index, JsonMapper.shared().writeValueAsString(json));
        assertThatThrownBy(() -> Classifier.requireWeights(model)).isInstanceOf(BaseModelException.class).hasMessage(
                "%s: no tensor '%s', which config.json asks for; do the two files belong together?", index, name);
    }

    /// safetensors' `save_model` keeps one of the tensors that share their memory and names the others in the metadata.
    @Test
    void aTiedTensorIsReadUnderTheNameThatWasKept() throws IOException {
        Path file = model.resolve("model.safetensors");
        String words = "roberta.embeddings.word_embeddings.weight";
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("model.safetensors"));
        int length = (int) ByteBuffer.wrap(golden).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(golden, 8, length, StandardCharsets.UTF_8);
        byte[] tied = header.replace("\"" + words + "\"", "\"lm_head.decoder.weight\"")
                .replace("{\"format\":\"pt\"}",
                        "{\"format\":\"pt\",\"%s\":\"lm_head.decoder.weight\"}".formatted(words))
                .strip().getBytes(StandardCharsets.UTF_8);
        Files.write(file, ByteBuffer.allocate(8 + tied.length + golden.length - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN).putLong(tied.length).put(tied)
                .put(golden, 8 + length, golden.length - 8 - length).array());
        try (Classifier model = Classifier.load(this.model, 3, 1); Classifier whole = Classifier.load(GOLDEN, 3, 1)) {
            int[] ids = {0, 120, 7, 2};
            assertThat(model.score(List.of(ids)).getFirst()).containsExactly(whole.score(List.of(ids)).getFirst());
        }
    }
}
