package dev.retort.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes an ONNX file weight by weight, so that it never holds more than one of them.
///
/// A protobuf message is the concatenation of its fields. The model's small fields and the graph's nodes are serialized
/// as usual; each weight follows as one more `initializer` of the graph: a TensorProto of its small fields, then
/// `raw_data`. Only the lengths must be known beforehand, and they follow from the shapes.
final class ModelFile {
    /// The first IR version for operator set 17.
    private static final long IR_VERSION = 8;
    private static final int OPSET = 17;

    private ModelFile() {}

    static void write(Path file, Graph graph, String producer) throws IOException {
        ModelProto model = ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName(producer)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET)).build();
        GraphProto nodes = graph.withoutWeights();
        List<Weight> weights = graph.weights();
        long length = nodes.getSerializedSize();
        for (Weight weight : weights) {
            long tensor = tensorLength(weight);
            length += CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt64SizeNoTag(tensor) + tensor;
        }
        if (length > Integer.MAX_VALUE) {
            throw new IOException("%s: an ONNX file without external data holds at most 2 GiB, got %d bytes of graph"
                    .formatted(file, length));
        }
        try (OutputStream stream = Files.newOutputStream(file)) {
            CodedOutputStream out = CodedOutputStream.newInstance(stream, 1 << 20);
            model.writeTo(out);
            prefix(out, ModelProto.GRAPH_FIELD_NUMBER, length);
            nodes.writeTo(out);
            for (Weight weight : weights) {
                prefix(out, GraphProto.INITIALIZER_FIELD_NUMBER, tensorLength(weight));
                writeTensor(out, weight);
            }
            out.flush();
        }
    }

    private static void prefix(CodedOutputStream out, int field, long length) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }

    private static MessageLite head(Weight weight) {
        return TensorProto.newBuilder().setName(weight.name()).addAllDims(weight.shape().extents())
                .setDataType(TensorProto.DataType.FLOAT_VALUE).build();
    }

    private static long bytes(Weight weight) {
        return weight.shape().size() * Float.BYTES;
    }

    private static long tensorLength(Weight weight) {
        return head(weight).getSerializedSize()
                + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
                + CodedOutputStream.computeUInt64SizeNoTag(bytes(weight)) + bytes(weight);
    }

    private static void writeTensor(CodedOutputStream out, Weight weight) throws IOException {
        head(weight).writeTo(out);
        prefix(out, TensorProto.RAW_DATA_FIELD_NUMBER, bytes(weight));
        float[] numbers = weight.numbers().read();
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        int perChunk = chunk.capacity() / Float.BYTES;
        for (int from = 0; from < numbers.length; from += perChunk) {
            int count = Math.min(perChunk, numbers.length - from);
            chunk.clear().asFloatBuffer().put(numbers, from, count);
            out.writeRawBytes(chunk.array(), 0, count * Float.BYTES);
        }
    }
}
