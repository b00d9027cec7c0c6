package dev.retort.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/bert/model.safetensors");

    @TempDir
    private Path directory;

    @Test
    void readsWhatTransformersWrote() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN)) {
            assertThat(file.names()).hasSize(41).contains("bert.pooler.dense.weight", "classifier.bias");
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(file.entry("bert.embeddings.word_embeddings.weight").shape()).isEqualTo(Shape.of(327, 32));
            assertThat(file.floats("bert.embeddings.word_embeddings.weight")).hasSize(327 * 32);
        }
    }

    /// The writer's oracle: the same weights give transformers' own bytes.
    @Test
    void writesTheBytesThatTransformersWrites() throws IOException {
        Path copy = directory.resolve("copy.safetensors");
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN)) {
            var shapes = new LinkedHashMap<String, Shape>();
            file.entries().reversed().forEach(entry -> shapes.put(entry.name(), entry.shape()));
            SafetensorsWriter.write(copy, shapes, file::floats);
        }
        assertThat(copy).hasSameBinaryContentAs(GOLDEN);
        assertThat(directory).isDirectoryContaining(path -> path.equals(copy)).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aSourceThatFailsLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(directory.resolve("model.safetensors"), "old");
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of("w", Shape.of(2)), name -> {
            throw new IOException("gone");
        })).hasMessage("gone");
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of("w", Shape.of(2)), name -> new float[3]))
                .hasMessage("tensor 'w' of shape [2] needs 2 numbers, got 3");
        assertThat(file).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("model.safetensors");
    }

    @Test
    void widensHalfPrecisionExactly() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        // F16: 1, -2, 2^-24 (the smallest), infinity; BF16: 1, -2; I64: -1 and a bit
        values.putShort((short) 0x3C00).putShort((short) 0xC000).putShort((short) 1).putShort((short) 0x7C00);
        values.putShort((short) 0x3F80).putShort((short) 0xC000).putShort((short) 0).putShort((short) 0).putLong(-1);
        Path path = write("""
                {"h":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},
                 "b":{"dtype":"BF16","shape":[4],"data_offsets":[8,16]},
                 "n":{"dtype":"I64","shape":[],"data_offsets":[16,24]},
                 "none":{"dtype":"F32","shape":[0,7],"data_offsets":[24,24],"extra":[{}]}}""", values.array());
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("h")).containsExactly(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY);
            assertThat(file.floats("b")).containsExactly(1f, -2f, 0f, 0f);
            assertThat(file.longs("n")).containsExactly(-1L);
            assertThat(file.floats("none")).isEmpty();
            assertThatThrownBy(() -> file.floats("n")).hasMessageContaining("'n' must be floating point, got I64");
            assertThatThrownBy(() -> file.longs("h")).hasMessageContaining("'h' must be I64, got F16");
            assertThatThrownBy(() -> file.floats("x")).hasMessage(path + ": no tensor 'x' among its 4");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [] | must be a JSON object
            {"a":3} | tensor 'a' must be an object
            {"a":{"dtype":"F32","shape":[1]}} | must have dtype, shape and two data_offsets
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | must have dtype, shape and two data_offsets
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | tensor 'a': dtype must be one of F32, F16, BF16, I64, got F64
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | shape [2] of F32 takes 8 bytes, got [0, 4]
            {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | extents must be 0 or more
            {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}} | whole numbers
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}} | at most 2^63 numbers
            {"a":{"dtype":"F32","shape":[2305843009213693952],"data_offsets":[0,4]}} | a tensor takes fewer than 2^63 bytes, got [2305843009213693952]
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | must begin where the previous ones end, at 0
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}} | 'b': values must begin where the previous ones end, at 4, got 2
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | the file must hold 4 bytes of values, got 8
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} | the file must hold 12 bytes of values, got 8
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}} | shape [2] of F32 takes 8 bytes, got [-8, 0]
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{}} | Duplicate
            {"__metadata__":{"x":1}} | must map to strings
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} {} | must end after the object
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}} | not valid JSON
            {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}} | at most 16 whole numbers
            {"a": | not valid JSON
            """)
    void refusesABrokenHeader(String json, String rule) throws IOException {
        Path path = write(json, new byte[8]);
        assertThatThrownBy(() -> SafetensorsFile.open(path).close()).isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(path + ": ").hasMessageContaining(rule);
    }

    @Test
    void refusesAHeaderLongerThanTheFile() throws IOException {
        Path path = directory.resolve("model.safetensors");
        for (long length : new long[]{17, Long.MAX_VALUE, -1}) {
            ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
            Files.write(path, bytes.array());
            assertThatThrownBy(() -> SafetensorsFile.open(path).close())
                    .hasMessageContaining("header length must be from 0 to 16, got " + Long.toUnsignedString(length));
        }
        Files.write(path, new byte[7]);
        assertThatThrownBy(() -> SafetensorsFile.open(path).close()).hasMessageContaining("at least 8 bytes, got 7");
    }

    /// Whatever a header holds, opening either throws the format's exception or gives tensors that can all be read.
    @Test
    void mutatedFilesAreRefusedOrReadable() throws IOException {
        byte[] golden = Files.readAllBytes(GOLDEN);
        int headerEnd = 8 + (int) ByteBuffer.wrap(golden).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Path path = directory.resolve("mutated.safetensors");
        int opened = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] mutated = golden.clone();
            for (int change = 1 + random.nextInt(4); change > 0; change--) {
                mutated[random.nextInt(random.nextInt(8) == 0 ? 8 : headerEnd)] = mutation(random);
            }
            Files.write(path, mutated);
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                opened++;
                for (TensorEntry entry : file.entries()) {
                    assertThat(file.bytes(entry.name()).byteSize()).isEqualTo(entry.end() - entry.begin());
                }
            } catch (SafetensorsException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageStartingWith(path.toString());
            }
        }
        assertThat(opened).isBetween(1, 2999);
    }

    private static byte mutation(Random random) {
        String syntax = "{}[]\",:0123456789-eF";
        return random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) syntax.charAt(random.nextInt(syntax.length()));
    }

    private Path write(String json, byte[] values) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header).put(values);
        return Files.write(directory.resolve("model.safetensors"), bytes.array());
    }
}
