package dev.retort.onnx;

import dev.retort.base.Checkpoint;
import dev.retort.base.DebertaV2Config;
import dev.retort.base.EncoderConfig;
import dev.retort.base.ModernBertConfig;
import dev.retort.base.PostNormConfig;
import dev.retort.safetensors.SafetensorsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Exports fine-tuned classifiers and base models to ONNX: float32, operator set 17, standard operators only, any batch
/// size and length.
///
/// Inputs `input_ids`, `attention_mask` and, where the model tells token types apart, `token_type_ids`, int64 of shape
/// (batch, length); a classifier's output is `logits`, float32 of shape (batch, labels).
public final class OnnxExport {
    private OnnxExport() {}

    /// Writes `onnx/model.onnx` into a Hugging Face directory of a fine-tuned classifier. The file appears whole or not
    /// at all.
    ///
    /// @return the file written
    /// @throws dev.retort.base.BaseModelException if `config.json` is missing, broken or of another kind of model
    /// @throws OnnxExportException if the weights are not those of a classifier of that config
    /// @throws IOException if a file cannot be read or written
    public static Path export(Path directory) throws IOException {
        EncoderConfig config = EncoderConfig.read(directory);
        Path onnx = Files.createDirectories(directory.resolve("onnx"));
        return write(directory, onnx.resolve("model.onnx"), config.architecture(), weights -> switch (config) {
            case PostNormConfig kin -> new PostNormGraph(kin, weights).classifier();
            case DebertaV2Config deberta -> new DebertaV2Graph(deberta, weights).classifier();
            case ModernBertConfig modern -> new ModernBertGraph(modern, weights).classifier();
        });
    }

    /// Writes a base model without a head, whose output `sentence_embedding`, float32 of shape (batch, hidden), is the
    /// hidden state of the first token.
    ///
    /// @param directory a Hugging Face directory of a known family; nothing is written there
    /// @param file to write; its directory exists
    /// @return the file written
    /// @throws dev.retort.base.BaseModelException if `config.json` is missing, broken or of another kind of model
    /// @throws OnnxExportException if the weights are not those of an encoder of that config
    /// @throws IOException if a file cannot be read or written
    public static Path exportSentenceEncoder(Path directory, Path file) throws IOException {
        EncoderConfig config = EncoderConfig.read(directory);
        return write(directory, file, "the encoder of " + config.architecture(), weights -> switch (config) {
            case PostNormConfig kin -> new PostNormGraph(kin, weights).sentenceEncoder();
            case DebertaV2Config deberta -> new DebertaV2Graph(deberta, weights).sentenceEncoder();
            case ModernBertConfig modern -> new ModernBertGraph(modern, weights).sentenceEncoder();
        });
    }

    private interface GraphSource {
        Graph of(Checkpoint weights) throws SafetensorsException;
    }

    private static Path write(Path directory, Path file, String model, GraphSource graph) throws IOException {
        Path whole = file.resolveSibling(".%s.%d.tmp".formatted(file.getFileName(), ProcessHandle.current().pid()));
        try (Checkpoint weights = Checkpoint.open(directory)) {
            ModelFile.write(whole, graph.of(weights), "retort");
            try (FileChannel written = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (SafetensorsException | IllegalArgumentException broken) {
            throw new OnnxExportException("%s: the weights are not those of %s: %s".formatted(directory, model,
                    broken.getMessage()), broken);
        } finally {
            Files.deleteIfExists(whole);
        }
        return file;
    }
}
