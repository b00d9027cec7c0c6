package dev.retort.onnx;

import dev.retort.base.Checkpoint;
import dev.retort.base.DebertaV2Config;
import dev.retort.base.EncoderConfig;
import dev.retort.base.ModernBertConfig;
import dev.retort.base.PostNormConfig;
import dev.retort.onnx.ModelFile.Written;
import dev.retort.safetensors.SafetensorsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Exports fine-tuned classifiers and base models to ONNX, operator set 17, any batch size and length: in float32 with
/// standard operators only; classifiers also with matrix products in int8, for ONNX Runtime on CPUs.
///
/// Inputs `input_ids`, `attention_mask` and, where the model tells token types apart, `token_type_ids`, int64 of shape
/// (batch, length); a classifier's outputs are `logits`, float32 of shape (batch, labels), and `embedding`, float32 of
/// shape (batch, hidden): what the encoder makes of the text and the classification head reads, before the head's own
/// dense layer. That is the final hidden state of the first token, or of ModernBERT with mean pooling the mean of all.
public final class OnnxExport {
    private OnnxExport() {}

    /// Writes `onnx/model.onnx` and `onnx/model_int8.onnx` into a Hugging Face directory of a fine-tuned classifier. Each
    /// file appears whole or not at all. The second takes its word table from the first, and takes no token types.
    ///
    /// @return the first file
    /// @throws dev.retort.base.BaseModelException if `config.json` is missing, broken or of another kind of model
    /// @throws OnnxExportException if the weights are not those of a classifier of that config
    /// @throws IOException if a file cannot be read or written
    public static Path export(Path directory) throws IOException {
        EncoderConfig config = EncoderConfig.read(directory);
        Path onnx = Files.createDirectories(directory.resolve("onnx"));
        Path plain = onnx.resolve("model.onnx");
        Written written = write(directory, plain, config.architecture(), Written.NOTHING, weights -> switch (config) {
            case PostNormConfig kin -> new PostNormGraph(kin, weights).classifier();
            case DebertaV2Config deberta -> new DebertaV2Graph(deberta, weights, Products::float32).classifier();
            case ModernBertConfig modern -> new ModernBertGraph(modern, weights, Products::float32).classifier();
        });
        write(directory, onnx.resolve("model_int8.onnx"), config.architecture(), written, weights -> switch (config) {
            case PostNormConfig kin -> new PostNormGraph(kin, weights).int8Classifier();
            case DebertaV2Config deberta -> new DebertaV2Graph(deberta, weights, Products::int8).classifier();
            case ModernBertConfig modern -> new ModernBertGraph(modern, weights, Products::int8).classifier();
        });
        return plain;
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
        write(directory, file, "the encoder of " + config.architecture(), Written.NOTHING, weights -> switch (config) {
            case PostNormConfig kin -> new PostNormGraph(kin, weights).sentenceEncoder();
            case DebertaV2Config deberta -> new DebertaV2Graph(deberta, weights, Products::float32).sentenceEncoder();
            case ModernBertConfig modern -> new ModernBertGraph(modern, weights, Products::float32).sentenceEncoder();
        });
        return file;
    }

    private interface GraphSource {
        Graph of(Checkpoint weights) throws SafetensorsException;
    }

    private static Written write(Path directory, Path file, String model, Written other, GraphSource graph)
            throws IOException {
        Path whole = file.resolveSibling(".%s.%d.tmp".formatted(file.getFileName(), ProcessHandle.current().pid()));
        try (Checkpoint weights = Checkpoint.open(directory)) {
            Written written = ModelFile.write(whole, graph.of(weights), "retort", other);
            try (FileChannel toSync = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                toSync.force(true);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return written.as(file.getFileName().toString());
        } catch (SafetensorsException | IllegalArgumentException broken) {
            throw new OnnxExportException("%s: the weights are not those of %s: %s".formatted(directory, model,
                    broken.getMessage()), broken);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
