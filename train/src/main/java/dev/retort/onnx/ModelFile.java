package dev.retort.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Writes an ONNX file weight by weight, so that it never holds more than one of them.
///
/// A protobuf message is the concatenation of its fields. The model's small fields and the graph's nodes are serialized
/// as usual; each weight follows as one more `initializer` of the graph: a TensorProto of its small fields, then
/// `raw_data`. Only the lengths must be known beforehand, and they follow from the shapes.
final class ModelFile {
    /// The first IR version for operator set 17.
    private static final long IR_VERSION = 8;
    private static final int OPSET = 17;
    /// Bytes from which on a weight is taken from another file that has it.
    private static final long LEAST_SHARED = 1 << 12;

    private ModelFile() {}

    /// Where the numbers of a file's weights lie in it, from 0, by name.
    ///
    /// @param bytes length of the file
    record Written(String fileName, long bytes, Map<String, Long> offsets) {
        static final Written NOTHING = new Written("", 0, Map.of());

        Written as(String name) {
            return new Written(name, bytes, offsets);
        }

        boolean has(Weight weight) {
            return weight.bytes() >= LEAST_SHARED && offsets.containsKey(weight.name());
        }
    }

    /// Writes a file that takes the large weights which another one in the same directory has, by the same names, from
    /// there (ONNX's external data); after [Written#NOTHING] it stands alone. The metadata say how long that file was, so that another one can be told.
    static Written write(Path file, Graph graph, String producer, Written other) throws IOException {
        ModelProto.Builder head = ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName(producer)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
        if (graph.hasContributed()) {
            head.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(Graph.CONTRIBUTED).setVersion(1));
        }
        if (!other.offsets().isEmpty()) {
            head.addMetadataProps(entry("bytes of " + other.fileName(), Long.toString(other.bytes())));
        }
        ModelProto model = head.build();
        GraphProto nodes = withShared(graph, other);
        List<Weight> weights = graph.weights().stream().filter(weight -> !other.has(weight)).toList();
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
        var offsets = new HashMap<String, Long>();
        try (OutputStream stream = Files.newOutputStream(file)) {
            CodedOutputStream out = CodedOutputStream.newInstance(stream, 1 << 20);
            model.writeTo(out);
            prefix(out, ModelProto.GRAPH_FIELD_NUMBER, length);
            nodes.writeTo(out);
            for (Weight weight : weights) {
                prefix(out, GraphProto.INITIALIZER_FIELD_NUMBER, tensorLength(weight));
                writeTensor(out, weight, offsets);
            }
            out.flush();
        }
        return new Written(file.getFileName().toString(), Files.size(file), offsets);
    }

    private static GraphProto withShared(Graph graph, Written other) {
        GraphProto.Builder nodes = graph.withoutWeights().toBuilder();
        for (Weight weight : graph.weights()) {
            if (other.has(weight)) {
                nodes.addInitializer(head(weight).toBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(entry("location", other.fileName()))
                        .addExternalData(entry("offset",
                                Objects.requireNonNull(other.offsets().get(weight.name())).toString()))
                        .addExternalData(entry("length", Long.toString(weight.bytes()))));
            }
        }
        return nodes.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static void prefix(CodedOutputStream out, int field, long length) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }

    private static TensorProto head(Weight weight) {
        return TensorProto.newBuilder().setName(weight.name()).addAllDims(weight.shape().extents())
                .setDataType(switch (weight.type()) {
                    case FLOAT32 -> TensorProto.DataType.FLOAT_VALUE;
                    case INT8 -> TensorProto.DataType.INT8_VALUE;
                }).build();
    }

    private static long tensorLength(Weight weight) {
        return head(weight).getSerializedSize()
                + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
                + CodedOutputStream.computeUInt64SizeNoTag(weight.bytes()) + weight.bytes();
    }

    private static void writeTensor(CodedOutputStream out, Weight weight, Map<String, Long> offsets)
            throws IOException {
        head(weight).writeTo(out);
        prefix(out, TensorProto.RAW_DATA_FIELD_NUMBER, weight.bytes());
        offsets.put(weight.name(), (long) out.getTotalBytesWritten());
        float[] numbers = weight.numbers().read();
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        int perChunk = chunk.capacity() / Float.BYTES;
        for (int from = 0; from < numbers.length; from += perChunk) {
            int count = Math.min(perChunk, numbers.length - from);
            chunk.clear();
            switch (weight.type()) {
                case FLOAT32 -> chunk.asFloatBuffer().put(numbers, from, count);
                case INT8 -> {
                    for (int i = 0; i < count; i++) {
                        chunk.put(i, (byte) numbers[from + i]);
                    }
                }
            }
            out.writeRawBytes(chunk.array(), 0, Math.toIntExact(count * weight.bytes() / weight.shape().size()));
        }
    }
}
