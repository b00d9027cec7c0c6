package dev.retort.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Runs an ONNX file on padded rows of ids, for comparison.
final class OnnxRun {
    private OnnxRun() {}

    /// @return the first output, flat
    static float[] run(Path model, int[][] ids, String output) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        int longest = Arrays.stream(ids).mapToInt(row -> row.length).max().orElseThrow();
        long[][] padded = new long[ids.length][longest];
        long[][] mask = new long[ids.length][longest];
        for (int row = 0; row < ids.length; row++) {
            for (int i = 0; i < ids[row].length; i++) {
                padded[row][i] = ids[row][i];
                mask[row][i] = 1;
            }
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (var options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model.toString(), options)) {
            inputs.put("input_ids", OnnxTensor.createTensor(environment, padded));
            inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask));
            if (session.getInputNames().contains("token_type_ids")) {
                inputs.put("token_type_ids", OnnxTensor.createTensor(environment, new long[ids.length][longest]));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                OnnxTensor tensor = (OnnxTensor) result.get(output).orElseThrow();
                FloatBuffer buffer = tensor.getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                return values;
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }
}
