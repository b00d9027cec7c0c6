package dev.retort.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.retort.safetensors.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// An ONNX graph in the making. Every method that adds a node returns the name of the node's output.
final class Graph {
    /// The domain of ONNX Runtime's own operators.
    static final String CONTRIBUTED = "com.microsoft";

    private final GraphProto.Builder nodes;
    private final Map<String, String> made = new HashMap<>();
    private boolean contributions;
    private final Map<String, Weight> weights = new LinkedHashMap<>();

    Graph(String name) {
        nodes = GraphProto.newBuilder().setName(name);
    }

    /// An input of int64 with axes of any size.
    String input(String name, String... axes) {
        nodes.addInput(value(name, TensorProto.DataType.INT64_VALUE, axes));
        return name;
    }

    /// Declares an output of float32. An axis that is a number has that size, others any.
    void output(String name, String... axes) {
        nodes.addOutput(value(name, TensorProto.DataType.FLOAT_VALUE, axes));
    }

    String weight(String name, Shape shape, Weight.Numbers numbers) {
        return weight(name, shape, Weight.Type.FLOAT32, numbers);
    }

    String weight(String name, Shape shape, Weight.Type type, Weight.Numbers numbers) {
        weights.put(name, new Weight(name, shape, type, numbers));
        return name;
    }

    /// A small list of whole numbers, such as a shape.
    String integers(String name, long... values) {
        if (nodes.getInitializerList().stream().noneMatch(tensor -> tensor.getName().equals(name))) {
            nodes.addInitializer(TensorProto.newBuilder().setName(name).addDims(values.length)
                    .setDataType(TensorProto.DataType.INT64_VALUE)
                    .addAllInt64Data(Arrays.stream(values).boxed().toList()));
        }
        return name;
    }

    /// A single whole number without axes, such as the number of an axis.
    String integer(String name, long value) {
        if (nodes.getInitializerList().stream().noneMatch(tensor -> tensor.getName().equals(name))) {
            nodes.addInitializer(TensorProto.newBuilder().setName(name)
                    .setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(value));
        }
        return name;
    }

    /// A single number without axes.
    String number(String name, float value) {
        if (nodes.getInitializerList().stream().noneMatch(tensor -> tensor.getName().equals(name))) {
            nodes.addInitializer(TensorProto.newBuilder().setName(name)
                    .setDataType(TensorProto.DataType.FLOAT_VALUE).addFloatData(value));
        }
        return name;
    }

    /// A list of one uint8.
    String bytes(String name, int value) {
        return uint8(TensorProto.newBuilder().setName(name).addDims(1), value);
    }

    /// A single uint8 without axes.
    String smallByte(String name, int value) {
        return uint8(TensorProto.newBuilder().setName(name), value);
    }

    private String uint8(TensorProto.Builder tensor, int value) {
        if (nodes.getInitializerList().stream().noneMatch(other -> other.getName().equals(tensor.getName()))) {
            nodes.addInitializer(tensor.setDataType(TensorProto.DataType.UINT8_VALUE).addInt32Data(value));
        }
        return tensor.getName();
    }

    /// Adds an operator whose one output has the name given.
    String node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        nodes.addNode(NodeProto.newBuilder().setOpType(operator).setName(output + "/" + operator).addAllInput(inputs)
                .addOutput(output).addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    /// What nodes have given already under a name, or give now.
    String once(String name, UnaryOperator<String> nodes) {
        return made.computeIfAbsent(name, nodes);
    }

    /// Adds an operator of ONNX Runtime's own, whose one output has the name given.
    String contributed(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        contributions = true;
        nodes.addNode(NodeProto.newBuilder().setOpType(operator).setDomain(CONTRIBUTED).setName(output + "/" + operator)
                .addAllInput(inputs).addOutput(output).addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    /// Adds an operator with several outputs.
    void nodes(String operator, List<String> outputs, List<String> inputs, AttributeProto... attributes) {
        nodes.addNode(NodeProto.newBuilder().setOpType(operator).setName(outputs.get(0) + "/" + operator)
                .addAllInput(inputs).addAllOutput(outputs).addAllAttribute(Arrays.asList(attributes)));
    }

    /// Whether any operator is ONNX Runtime's own.
    boolean hasContributed() {
        return contributions;
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(value)
                .build();
    }

    static AttributeProto attribute(String name, long... values) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList()).build();
    }

    /// Everything but the weights.
    GraphProto withoutWeights() {
        return nodes.build();
    }

    List<Weight> weights() {
        return new ArrayList<>(weights.values());
    }

    private static ValueInfoProto value(String name, int type, String... axes) {
        var shape = TensorShapeProto.newBuilder();
        for (String axis : axes) {
            var dimension = TensorShapeProto.Dimension.newBuilder();
            if (axis.chars().allMatch(Character::isDigit)) {
                dimension.setDimValue(Long.parseLong(axis));
            } else {
                dimension.setDimParam(axis);
            }
            shape.addDim(dimension);
        }
        return ValueInfoProto.newBuilder().setName(name).setType(
                TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }
}
