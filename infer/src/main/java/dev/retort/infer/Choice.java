package dev.retort.infer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which of a student's graphs to run, and why.
///
/// @param file the graph
/// @param precision not [Precision#AUTO]
record Choice(Path file, Precision precision, String why) {
    private static final String INT8 = "model_int8.onnx";

    /// @throws InferenceException if int8 is asked for and the student has none
    static Choice of(Path directory, Precision asked, Cpu cpu) {
        Path plain = directory.resolve("onnx").resolve("model.onnx");
        Path int8 = plain.resolveSibling(INT8);
        boolean exported = Files.isRegularFile(int8);
        return switch (asked) {
            case FLOAT32 -> new Choice(plain, Precision.FLOAT32, "it was asked for");
            case INT8 -> {
                if (!exported) {
                    throw new InferenceException(
                            "%s: no such file; this student has no int8 export, take float32 or train it again"
                                    .formatted(int8));
                }
                yield new Choice(int8, Precision.INT8, "it was asked for");
            }
            case AUTO -> {
                if (!exported) {
                    yield new Choice(plain, Precision.FLOAT32, "the student has no int8 export");
                }
                if (!isDefault(directory.resolve("retort.json"))) {
                    yield new Choice(plain, Precision.FLOAT32, "retort.json does not say that int8 is as good");
                }
                yield cpu.int8()
                        ? new Choice(int8, Precision.INT8, cpu.why())
                        : new Choice(plain, Precision.FLOAT32, cpu.why());
            }
        };
    }

    private static boolean isDefault(Path record) {
        if (!Files.exists(record)) {
            return false;
        }
        JsonElement int8 = StudentConfig.object(record).get("int8");
        if (int8 == null || !int8.isJsonObject()) {
            return false;
        }
        JsonObject parity = int8.getAsJsonObject();
        return StudentConfig.text(parity, "byDefault", "").equals("true");
    }
}
