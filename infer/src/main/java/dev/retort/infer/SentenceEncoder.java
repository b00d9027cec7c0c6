package dev.retort.infer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// An encoder without a head: texts in, vectors out, whose dot product says how alike the texts are. For one thread at
/// a time, which must not be a virtual one.
public final class SentenceEncoder implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final OnnxModel model;
    private final int batchTokens;

    private SentenceEncoder(Tokenizer tokenizer, OnnxModel model, int batchTokens) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.batchTokens = batchTokens;
    }

    /// @param directory holds `tokenizer.json`
    /// @param onnx with an output `sentence_embedding`
    /// @param size numbers of a vector
    /// @param maxTokens of a text that count; longer ones are cut
    /// @throws InferenceException if the files are not those of an encoder
    public static SentenceEncoder load(Path directory, Path onnx, int size, int maxTokens, StudentOptions options) {
        Tokenizer tokenizer = Tokenizer.open(directory, maxTokens);
        try {
            return new SentenceEncoder(tokenizer, OnnxModel.open(onnx, OnnxModel.VECTORS, size, options.threads()),
                    options.batchTokens());
        } catch (RuntimeException | Error failure) {
            tokenizer.close();
            throw failure;
        }
    }

    /// @return vectors of length 1, in the order of the texts
    public float[][] encode(List<String> texts) {
        int[][] ids = tokenizer.encode(texts);
        float[][] vectors = new float[ids.length][];
        for (int[] batch : Batches.of(ids, batchTokens)) {
            model.run(ids, batch, Map.of(OnnxModel.VECTORS, vectors));
        }
        for (float[] vector : vectors) {
            toLengthOne(vector);
        }
        return vectors;
    }

    private static void toLengthOne(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        if (!(squares > 0 && squares < Double.POSITIVE_INFINITY)) {
            throw new InferenceException("a text has no vector: its length is the square root of " + squares);
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= scale;
        }
    }

    @Override
    public void close() {
        try (tokenizer) {
            model.close();
        }
    }
}
