package dev.retort.base;

import dev.retort.safetensors.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `model.safetensors.index.json`, which tells in which of several files each tensor lies:
/// `{"metadata": {..}, "weight_map": {"TENSOR": "model-00001-of-00002.safetensors", ..}}`.
///
/// @param file the index
/// @param shardOf name of the file that holds a tensor, by the tensor's name; never empty
record ShardIndex(Path file, SequencedMap<String, String> shardOf) {
    static final String NAME = "model.safetensors.index.json";

    /// As much as a header of a safetensors file may take.
    private static final long MAX_BYTES = 16 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    ShardIndex {
        shardOf = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shardOf));
    }

    /// @throws BaseModelException if it is broken or names a file outside the directory
    static ShardIndex read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "an index has at most %d bytes, got %d".formatted(MAX_BYTES, Files.size(file)));
            }
            return new ShardIndex(file, shards(JSON.readTree(Files.readAllBytes(file)).path("weight_map")));
        } catch (JacksonException invalid) {
            throw new BaseModelException("%s: not valid JSON: %s; is the download complete?".formatted(file,
                    invalid.getOriginalMessage()), invalid);
        } catch (IllegalArgumentException broken) {
            throw new BaseModelException("%s: %s".formatted(file, broken.getMessage()), broken);
        }
    }

    private static SequencedMap<String, String> shards(JsonNode weightMap) {
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw new IllegalArgumentException(
                    "weight_map must tell the file of each tensor, got %s".formatted(
                            weightMap.isMissingNode() ? "nothing" : "no entries"));
        }
        var shards = new LinkedHashMap<String, String>();
        weightMap.forEachEntry((tensor, shard) -> {
            if (!shard.isString() || !isPlainName(shard.stringValue())) {
                throw new IllegalArgumentException(
                        "tensor %s must lie in a file of the same directory, got %s".formatted(Quoted.of(tensor),
                                shard.isString() ? Quoted.of(shard.stringValue()) : shard.getNodeType()));
            }
            shards.put(tensor, shard.stringValue());
        });
        return shards;
    }

    private static boolean isPlainName(String name) {
        try {
            return !name.isBlank() && !name.contains("\\") && !name.equals(".") && !name.equals("..")
                    && Path.of(name).equals(Path.of(name).getFileName());
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }

    /// Names of the files, each once.
    SequencedSet<String> shards() {
        return new TreeSet<>(shardOf.values());
    }
}
