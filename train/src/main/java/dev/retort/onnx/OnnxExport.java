package dev.retort.onnx;

import dev.retort.base.BertConfig;
import dev.retort.safetensors.SafetensorsException;
import dev.retort.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Exports fine-tuned classifiers to ONNX: float32, operator set 17, standard operators only, any batch size and length.
///
/// Inputs `input_ids`, `attention_mask` and `token_type_ids`, int64 of shape (batch, length); output `logits`, float32 of
/// shape (batch, labels).
public final class OnnxExport {
    private OnnxExport() {}

    /// Writes `onnx/model.onnx` into a Hugging Face directory of a `BertForSequenceClassification`. The file appears
    /// whole or not at all.
    ///
    /// @return the file written
    /// @throws dev.retort.base.BaseModelException if `config.json` is missing, broken or of another kind of model
    /// @throws OnnxExportException if the weights are not those of a classifier of that config
    /// @throws IOException if a file cannot be read or written
    public static Path export(Path directory) throws IOException {
        BertConfig config = BertConfig.read(directory);
        Path onnx = Files.createDirectories(directory.resolve("onnx"));
        Path file = onnx.resolve("model.onnx");
        Path whole = onnx.resolve(".model.onnx.%d.tmp".formatted(ProcessHandle.current().pid()));
        Path source = directory.resolve("model.safetensors");
        try (SafetensorsFile weights = SafetensorsFile.open(source)) {
            ModelFile.write(whole, new BertGraph(config, weights).build(), "retort");
            try (FileChannel written = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (SafetensorsException | IllegalArgumentException broken) {
            throw new OnnxExportException("%s: not a BERT classifier: %s".formatted(source, broken.getMessage()),
                    broken);
        } finally {
            Files.deleteIfExists(whole);
        }
        return file;
    }
}
