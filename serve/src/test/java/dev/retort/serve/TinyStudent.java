package dev.retort.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real student of two layers, from infer's tests: three labels, 64 tokens.
final class TinyStudent {
    private static final List<String> FILES = List.of("config.json", "tokenizer.json", "tokenizer_config.json",
            "onnx/model.onnx");

    private TinyStudent() {}

    private static Path golden() {
        return Path.of(System.getProperty("retort.root"), "infer/src/test/resources/golden/bert");
    }

    /// @param directory which is made
    static Path in(Path directory) {
        try {
            Files.createDirectories(directory.resolve("onnx"));
            for (String name : FILES) {
                Files.copy(golden().resolve(name), directory.resolve(name));
            }
            return directory;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Writes another text in place of one in a file of a student.
    static void replace(Path file, String old, String replacement) {
        try {
            String content = Files.readString(file);
            if (!content.contains(old)) {
                throw new IllegalArgumentException("%s has no '%s'".formatted(file, old));
            }
            Files.writeString(file, content.replace(old, replacement));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// One whose scores are all NaN.
    static Path broken(Path directory) {
        Path onnx = in(directory).resolve("onnx/model.onnx");
        // TensorProto: name (field 8), then raw_data (field 9, tag J) of 12 bytes (form feed)
        String name = "classifier.biasJ\f";
        try {
            byte[] bytes = Files.readAllBytes(onnx);
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(name) + name.length();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(at, Float.NaN);
            Files.write(onnx, bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return directory;
    }

    /// One that gives each text any number of its labels.
    static Path multiLabel(Path directory) {
        in(directory);
        replace(directory.resolve("config.json"), "\"model_type\"",
                "\"problem_type\": \"multi_label_classification\", \"model_type\"");
        return directory;
    }
}
