package dev.retort.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Pretrained encoders that come as ONNX files in jars on the class path. The ONNX files name neither the model nor its
/// number of heads, so that is written here.
enum EmbeddedBase {
    BGE_SMALL_EN("bge-small-en-v1.5", "BAAI/bge-small-en-v1.5", "bge-small-en-v1.5", 12), //
    ALL_MINILM("all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2", "all-minilm-l6-v2", 12), //
    BGE_SMALL_ZH("bge-small-zh-v1.5", "BAAI/bge-small-zh-v1.5", "bge-small-zh-v1.5", 8);

    private final String baseName;
    private final String hubName;
    private final String resource;
    private final int heads;

    EmbeddedBase(String baseName, String hubName, String resource, int heads) {
        this.baseName = baseName;
        this.hubName = hubName;
        this.resource = resource;
        this.heads = heads;
    }

    /// @param name as in `retort.yaml`, short or with the organisation of the hub
    static Optional<EmbeddedBase> named(String name) {
        return Arrays.stream(values()).filter(base -> base.baseName.equals(name) || base.hubName.equals(name))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(EmbeddedBase::baseName).toList();
    }

    String baseName() {
        return baseName;
    }

    String hubName() {
        return hubName;
    }

    int heads() {
        return heads;
    }

    InputStream onnx() throws IOException {
        return open(resource + ".onnx");
    }

    InputStream tokenizer() throws IOException {
        return open(resource + "-tokenizer.json");
    }

    private static InputStream open(String path) throws IOException {
        InputStream stream = EmbeddedBase.class.getClassLoader().getResourceAsStream(path);
        if (stream == null) {
            throw new IOException("%s is not on the class path; the distribution is incomplete".formatted(path));
        }
        return stream;
    }
}
