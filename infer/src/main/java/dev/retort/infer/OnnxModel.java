package dev.retort.infer;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
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
import java.util.Set;

/// A classifier in ONNX Runtime: padded batches of ids in, logits out.
final class OnnxModel implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String LOGITS = "logits";

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final int labels;

    private OnnxModel(Path file, OrtEnvironment environment, OrtSession session, int labels) {
        this.file = file;
        this.environment = environment;
        this.session = session;
        this.labels = labels;
    }

    /// @param labels how many classes the logits must have
    static OnnxModel open(Path file, int labels, int threads) {
        if (!Files.isRegularFile(file)) {
            throw new InferenceException("%s: no such file; a student needs its ONNX export".formatted(file));
        }
        try (var options = new OrtSession.SessionOptions()) {
            OrtEnvironment environment = OnnxEnvironment.get();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            OrtSession session = environment.createSession(file.toString(), options);
            return owning(file, environment, session, labels);
        } catch (OrtException broken) {
            throw new InferenceException("%s: ONNX Runtime cannot open it (%s)".formatted(file, firstLine(broken)),
                    broken);
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the model owns its session
    private static OnnxModel owning(Path file, OrtEnvironment environment, OrtSession session, int labels)
            throws OrtException {
        try {
            requireClassifier(file, session, labels);
            return new OnnxModel(file, environment, session, labels);
        } catch (OrtException | RuntimeException | Error failure) {
            try {
                session.close();
            } catch (OrtException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    private static void requireClassifier(Path file, OrtSession session, int labels) throws OrtException {
        Set<String> inputs = session.getInputNames();
        if (!inputs.contains(IDS) || !inputs.contains(MASK) || !Set.of(IDS, MASK, TYPES).containsAll(inputs)) {
            throw new InferenceException("%s: inputs must be %s, %s and perhaps %s, got %s".formatted(file, IDS, MASK,
                    TYPES, inputs));
        }
        NodeInfo logits = session.getOutputInfo().get(LOGITS);
        if (logits == null || !(logits.getInfo() instanceof TensorInfo)) {
            throw new InferenceException("%s: no output '%s' among %s; is this a classifier?".formatted(file, LOGITS,
                    session.getOutputNames()));
        }
        TensorInfo info = (TensorInfo) logits.getInfo();
        long[] shape = info.getShape();
        if (info.type != OnnxJavaType.FLOAT || shape.length != 2 || (shape[1] != labels && shape[1] != -1)) {
            throw new InferenceException(
                    "%s: '%s' must be float32 of shape [batch, %d], one score for each label, got %s"
                            .formatted(file, LOGITS, labels, info));
        }
    }

    /// Scores some of the texts and puts the scores in their places.
    ///
    /// @param ids token ids of all texts
    /// @param batch which of them to score
    /// @param logits by text
    void score(int[][] ids, int[] batch, float[][] logits) {
        int longest = 1;
        for (int text : batch) {
            longest = Math.max(longest, ids[text].length);
        }
        int cells = batch.length * longest;
        LongBuffer values = ByteBuffer.allocateDirect(3 * cells * Long.BYTES).order(ByteOrder.nativeOrder())
                .asLongBuffer();
        for (int row = 0; row < batch.length; row++) {
            int[] text = ids[batch[row]];
            for (int i = 0; i < text.length; i++) {
                values.put(row * longest + i, text[i]);
                values.put(cells + row * longest + i, 1);
            }
        }
        long[] shape = {batch.length, longest};
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put(IDS, OnnxTensor.createTensor(environment, values.slice(0, cells), shape));
            inputs.put(MASK, OnnxTensor.createTensor(environment, values.slice(cells, cells), shape));
            if (session.getInputNames().contains(TYPES)) {
                inputs.put(TYPES, OnnxTensor.createTensor(environment, values.slice(2 * cells, cells), shape));
            }
            try (OrtSession.Result result = session.run(inputs, Set.of(LOGITS))) {
                FloatBuffer scores = ((OnnxTensor) result.get(0)).getFloatBuffer();
                for (int text : batch) {
                    logits[text] = new float[labels];
                    scores.get(logits[text]);
                }
            }
        } catch (OrtException failure) {
            throw new InferenceException("%s: ONNX Runtime failed on %d texts of up to %d tokens (%s)".formatted(file,
                    batch.length, longest, firstLine(failure)), failure);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
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
