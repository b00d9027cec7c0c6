package dev.retort.encoder;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tiny models, one of each family, with what PyTorch and transformers make of it.
public final class Golden {
    private Golden() {}

    public static Path bert() {
        return family("bert");
    }

    /// @param name as the directory under `golden` is called
    public static Path family(String name) {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden/" + name), name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static JsonNode json(String file) throws IOException {
        return json("bert", file);
    }

    public static JsonNode json(String family, String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(family(family).resolve(file)));
    }

    public static int[] ids(JsonNode list) {
        return stream(list).stream().mapToInt(JsonNode::asInt).toArray();
    }

    public static float[] floats(JsonNode list) {
        List<JsonNode> nodes = stream(list);
        float[] values = new float[nodes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = nodes.get(i).asFloat();
        }
        return values;
    }

    public static List<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
