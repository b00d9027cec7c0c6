package dev.retort.base;

import ai.onnx.proto.OnnxMl;
import dev.retort.safetensors.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The weights of a BERT encoder in an exported ONNX graph, under their Hugging Face names.
///
/// Embeddings, biases and norms are initializers under their own names. A dense layer is `MatMul(x, W)` with W of shape
/// (in, out) under a made-up name, followed by `Add` of the bias, whose name tells the layer; Hugging Face keeps the
/// transpose, of shape (out, in).
final class OnnxWeights {
    private static final int FLOAT = OnnxMl.TensorProto.DataType.FLOAT_VALUE;

    private record Weight(OnnxMl.TensorProto tensor, boolean transposed) {
        Shape shape() {
            List<Long> dims = tensor.getDimsList();
            return new Shape(transposed ? dims.reversed() : dims);
        }
    }

    private final Map<String, Weight> weights;

    private OnnxWeights(Map<String, Weight> weights) {
        this.weights = weights;
    }

    static OnnxWeights read(InputStream onnx) throws IOException {
        OnnxMl.GraphProto graph = OnnxMl.ModelProto.parseFrom(onnx).getGraph();
        var initializers = new HashMap<String, OnnxMl.TensorProto>();
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        var weights = new TreeMap<String, Weight>();
        initializers.forEach((name, tensor) -> {
            if (tensor.getDataType() == FLOAT && (name.startsWith("embeddings.") || name.startsWith("encoder.")
                    || name.startsWith("pooler."))) {
                weights.put(name, new Weight(tensor, false));
            }
        });
        var producers = new HashMap<String, OnnxMl.NodeProto>();
        graph.getNodeList().forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
        for (OnnxMl.NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Add")) {
                addDense(node, initializers, producers, weights);
            }
        }
        return new OnnxWeights(weights);
    }

    private static void addDense(OnnxMl.NodeProto add, Map<String, OnnxMl.TensorProto> initializers,
            Map<String, OnnxMl.NodeProto> producers, Map<String, Weight> weights) {
        for (int i = 0; i < 2; i++) {
            String bias = add.getInput(i);
            OnnxMl.NodeProto product = producers.get(add.getInput(1 - i));
            if (weights.containsKey(bias) && bias.endsWith(".bias") && product != null
                    && product.getOpType().equals("MatMul")) {
                OnnxMl.TensorProto matrix = initializers.get(product.getInput(1));
                if (matrix != null) {
                    weights.put(bias.substring(0, bias.length() - "bias".length()) + "weight",
                            new Weight(matrix, true));
                }
            }
        }
    }

    Map<String, Shape> shapes() {
        var shapes = new TreeMap<String, Shape>();
        weights.forEach((name, weight) -> shapes.put(name, weight.shape()));
        return shapes;
    }

    /// @throws IOException if there is no such weight
    Shape shape(String name) throws IOException {
        return weight(name).shape();
    }

    /// @return the numbers row by row
    float[] values(String name) throws IOException {
        Weight weight = weight(name);
        float[] stored = new float[Math.toIntExact(weight.shape().size())];
        weight.tensor().getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(stored);
        if (!weight.transposed()) {
            return stored;
        }
        return Matrices.transpose(stored, (int) weight.tensor().getDims(0), (int) weight.tensor().getDims(1));
    }

    private Weight weight(String name) throws IOException {
        Weight weight = weights.get(name);
        if (weight == null) {
            throw new IOException("the ONNX file has no weight '%s'".formatted(name));
        }
        return weight;
    }
}
