package dev.facet.nn.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A small ONNX model made in a test. */
final class TestModel {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final int opset;

    private TestModel(int opset) {
        this.opset = opset;
    }

    static TestModel opset(int opset) {
        return new TestModel(opset);
    }

    int opset() {
        return opset;
    }

    /** An input of floats; a negative size is left open. */
    TestModel input(String name, long... dims) {
        graph.addInput(info(name, dims));
        return this;
    }

    TestModel output(String... names) {
        for (String name : names) {
            graph.addOutput(ValueInfoProto.newBuilder()
                    .setName(name)
                    .setType(TypeProto.newBuilder()
                            .setTensorType(
                                    TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE))));
        }
        return this;
    }

    TestModel floats(String name, long[] dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        graph.addInitializer(tensor(name, TensorProto.DataType.FLOAT, dims).setRawData(ByteString.copyFrom(raw)));
        return this;
    }

    /** Random weights. */
    TestModel weights(String name, long seed, long... dims) {
        return floats(name, dims, Closeness.random(seed, Arrays.stream(dims).reduce(1, (a, b) -> a * b)));
    }

    TestModel integers(String name, long... values) {
        graph.addInitializer(tensor(name, TensorProto.DataType.INT64, values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList()));
        return this;
    }

    /** A whole number without axes. */
    TestModel integer(String name, long value) {
        graph.addInitializer(tensor(name, TensorProto.DataType.INT64).addInt64Data(value));
        return this;
    }

    /**
     * A node.
     *
     * @param inputs joined by commas; empty between commas where an optional one is left out
     * @param outputs joined by commas
     * @param attributes names and values in turn: Integer or Long, Float, String, long[], float[], TensorProto
     */
    TestModel node(String operator, String inputs, String outputs, Object... attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "_" + graph.getNodeCount())
                .addAllInput(inputs.isEmpty() ? List.of() : List.of(inputs.split(",", -1)))
                .addAllOutput(List.of(outputs.split(",", -1)));
        for (int i = 0; i < attributes.length; i += 2) {
            node.addAttribute(attribute((String) attributes[i], attributes[i + 1]));
        }
        graph.addNode(node);
        return this;
    }

    ModelProto proto() {
        return ModelProto.newBuilder()
                .setIrVersion(opset < 10 ? 4 : opset < 15 ? 7 : 8)
                .setProducerName("facet test")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph)
                .build();
    }

    byte[] bytes() {
        return proto().toByteArray();
    }

    OnnxModel model() {
        return OnnxModel.parse(bytes(), "test");
    }

    static TensorProto.Builder tensor(String name, TensorProto.DataType type, long... dims) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(Arrays.stream(dims).boxed().toList());
    }

    private static ValueInfoProto info(String name, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int i = 0; i < dims.length; i++) {
            TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
            if (dims[i] < 0) {
                dim.setDimParam("d" + i);
            } else {
                dim.setDimValue(dims[i]);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Number number && !(value instanceof Float)) {
            return attribute
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(number.longValue())
                    .build();
        }
        if (value instanceof Float real) {
            return attribute
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF(real)
                    .build();
        }
        if (value instanceof String text) {
            return attribute
                    .setType(AttributeProto.AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8(text))
                    .build();
        }
        if (value instanceof long[] list) {
            return attribute
                    .setType(AttributeProto.AttributeType.INTS)
                    .addAllInts(Arrays.stream(list).boxed().toList())
                    .build();
        }
        if (value instanceof float[] list) {
            attribute.setType(AttributeProto.AttributeType.FLOATS);
            for (float element : list) {
                attribute.addFloats(element);
            }
            return attribute.build();
        }
        return attribute
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT((TensorProto) value)
                .build();
    }
}
