package dev.retort.infer;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An encoder in ONNX Runtime: padded batches of ids in, of each output asked for a row of numbers for each text out.
final class OnnxModel implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    /// Bytes of input that most batches fit in.
    private static final int LEAST_BUFFER = 1 << 15;
    /// Before the name of another file in the metadata, whose value is how long that file is.
    private static final String SHARED = "bytes of ";
    static final String LOGITS = "logits";
    static final String EMBEDDING = "embedding";
    static final String VECTORS = "sentence_embedding";

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final OptionalInt embeddingSize;
    private final boolean types;
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

    private OnnxModel(Path file, OrtEnvironment environment, OrtSession session, OptionalInt embeddingSize) {
        this.file = file;
        this.environment = environment;
        this.session = session;
        this.embeddingSize = embeddingSize;
        this.types = session.getInputNames().contains(TYPES);
    }

    /// @param output one that it must have: [#LOGITS] or [#VECTORS]
    /// @param width how many numbers each row of it must have
    static OnnxModel open(Path file, String output, int width, int threads) {
        if (!Files.isRegularFile(file)) {
            throw new InferenceException("%s: no such file; a student needs its ONNX export".formatted(file));
        }
        try (var options = new OrtSession.SessionOptions()) {
            OrtEnvironment environment = OnnxEnvironment.get();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            // A plan of memory is kept for each shape; texts come in too many of them.
            options.setMemoryPatternOptimization(false);
            OrtSession session = environment.createSession(file.toString(), options);
            return owning(file, environment, session, output, width);
        } catch (OrtException broken) {
            throw new InferenceException("%s: ONNX Runtime cannot open it (%s)".formatted(file, firstLine(broken)),
                    broken);
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the model owns its session
    private static OnnxModel owning(Path file, OrtEnvironment environment, OrtSession session, String output,
            int width) throws OrtException {
        try {
            requireOutput(file, session, output, width);
            requireShared(file, session);
            return new OnnxModel(file, environment, session, embeddingSize(session));
        } catch (OrtException | RuntimeException | Error failure) {
            try {
                session.close();
            } catch (OrtException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    /// A graph may take weights from another file, which must be the one that it was written for.
    private static void requireShared(Path file, OrtSession session) throws OrtException {
        Map<String, String> metadata = session.getMetadata().getCustomMetadata();
        for (Map.Entry<String, String> property : metadata.entrySet()) {
            if (property.getKey().startsWith(SHARED)) {
                Path other = file.resolveSibling(property.getKey().substring(SHARED.length()));
                long bytes = other.toFile().length();
                if (!property.getValue().equals(Long.toString(bytes))) {
                    throw new InferenceException("%s: needs the %s of %s bytes that it was exported with, got %d; "
                            .formatted(file, other.getFileName(), property.getValue(), bytes)
                            + "copy both from where they were made, or train the student again");
                }
            }
        }
    }

    private static void requireOutput(Path file, OrtSession session, String output, int width)
            throws OrtException {
        Set<String> inputs = session.getInputNames();
        if (!inputs.contains(IDS) || !inputs.contains(MASK) || !Set.of(IDS, MASK, TYPES).containsAll(inputs)) {
            throw new InferenceException("%s: inputs must be %s, %s and perhaps %s, got %s".formatted(file, IDS, MASK,
                    TYPES, inputs));
        }
        NodeInfo rows = session.getOutputInfo().get(output);
        if (rows == null || !(rows.getInfo() instanceof TensorInfo)) {
            throw new InferenceException("%s: no output '%s' among %s; is this a %s?".formatted(file, output,
                    session.getOutputNames(), output.equals(LOGITS) ? "classifier" : "sentence encoder"));
        }
        TensorInfo info = (TensorInfo) rows.getInfo();
        long[] shape = info.getShape();
        if (info.type != OnnxJavaType.FLOAT || shape.length != 2 || (shape[1] != width && shape[1] != -1)) {
            throw new InferenceException(
                    "%s: '%s' must be float32 of shape [batch, %d]%s, got %s".formatted(file, output, width,
                            output.equals(LOGITS) ? ", one score for each label" : "", info));
        }
    }

    private static OptionalInt embeddingSize(OrtSession session) throws OrtException {
        NodeInfo rows = session.getOutputInfo().get(EMBEDDING);
        return rows != null && rows.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT
                && info.getShape().length == 2 && info.getShape()[1] > 0
                        ? OptionalInt.of((int) info.getShape()[1])
                        : OptionalInt.empty();
    }

    /// How many numbers a row of [#EMBEDDING] has; empty if there is no such output of float32 with a fixed number of
    /// them.
    OptionalInt embeddingSize() {
        return embeddingSize;
    }

    /// Runs some of the texts and puts their rows in their places.
    ///
    /// @param ids token ids of all texts
    /// @param batch which of them to run
    /// @param outputs to ask for, each with its rows by text
    void run(int[][] ids, int[] batch, Map<String, float[][]> outputs) {
        int longest = 1;
        for (int text : batch) {
            longest = Math.max(longest, ids[text].length);
        }
        int cells = batch.length * longest;
        ByteBuffer buffer = buffer((types ? 3 : 2) * cells * Long.BYTES);
        LongBuffer values = buffer.asLongBuffer();
        for (int row = 0; row < batch.length; row++) {
            int[] text = ids[batch[row]];
            for (int i = 0; i < longest; i++) {
                values.put(row * longest + i, i < text.length ? text[i] : 0);
                values.put(cells + row * longest + i, i < text.length ? 1 : 0);
            }
        }
        for (int i = 2 * cells; types && i < 3 * cells; i++) {
            values.put(i, 0);
        }
        long[] shape = {batch.length, longest};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put(IDS, OnnxTensor.createTensor(environment, values.slice(0, cells), shape));
            inputs.put(MASK, OnnxTensor.createTensor(environment, values.slice(cells, cells), shape));
            if (types) {
                inputs.put(TYPES, OnnxTensor.createTensor(environment, values.slice(2 * cells, cells), shape));
            }
            try (OrtSession.Result result = session.run(inputs, outputs.keySet())) {
                for (Map.Entry<String, OnnxValue> output : result) {
                    FloatBuffer numbers = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    float[][] rows = Objects.requireNonNull(outputs.get(output.getKey()));
                    int width = numbers.remaining() / batch.length;
                    for (int text : batch) {
                        rows[text] = new float[width];
                        numbers.get(rows[text]);
                    }
                }
            }
        } catch (OrtException failure) {
            throw new InferenceException("%s: ONNX Runtime failed on %d texts of up to %d tokens (%s)".formatted(file,
                    batch.length, longest, firstLine(failure)), failure);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
            buffers.add(buffer);
        }
    }

    /// One that a run before left, if it has the room.
    private ByteBuffer buffer(int bytes) {
        ByteBuffer left = buffers.poll();
        return left != null && left.capacity() >= bytes
                ? left
                : ByteBuffer.allocateDirect(Math.max(bytes, LEAST_BUFFER)).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failure) {
            throw new InferenceException("%s: ONNX Runtime could not close it".formatted(file), failure);
        }
    }

    private static String firstLine(OrtException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
