package dev.retort.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Cuts a safetensors file into several with an index, as transformers saves large models.
public final class Shards {
    private Shards() {}

    /// Writes `model-00001-of-0000N.safetensors` and so on, and `model.safetensors.index.json`.
    public static void cut(Path whole, Path directory, int count) throws IOException {
        ObjectNode index = JsonMapper.shared().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        try (SafetensorsFile file = SafetensorsFile.open(whole)) {
            List<TensorEntry> entries = file.entries();
            for (int shard = 0; shard < count; shard++) {
                String name = "model-%05d-of-%05d.safetensors".formatted(shard + 1, count);
                var shapes = new LinkedHashMap<String, Shape>();
                for (TensorEntry entry : part(entries, shard, count)) {
                    shapes.put(entry.name(), entry.shape());
                    map.put(entry.name(), name);
                }
                SafetensorsWriter.write(directory.resolve(name), shapes, file::floats);
            }
            index.putObject("metadata").put("total_size", entries.getLast().end());
        }
        Files.writeString(directory.resolve("model.safetensors.index.json"),
                JsonMapper.shared().writeValueAsString(index));
    }

    /// The first tensor of a shard, from 0.
    public static String name(Path whole, int shard, int count) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(whole)) {
            return part(file.entries(), shard, count).getFirst().name();
        }
    }

    private static List<TensorEntry> part(List<TensorEntry> entries, int shard, int count) {
        return entries.subList(entries.size() * shard / count, entries.size() * (shard + 1) / count);
    }
}
