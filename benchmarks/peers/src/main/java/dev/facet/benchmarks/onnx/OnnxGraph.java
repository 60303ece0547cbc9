package dev.facet.benchmarks.onnx;

/**
 * Writes an ONNX model (opset 17) of floating tensors whose weights are declared external, to be given at run time. Field numbers
 * are those of onnx.proto.
 */
final class OnnxGraph {
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;
    private static final int EXTERNAL = 1;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private final ProtoWriter graph = new ProtoWriter();

    void input(String name, long... dims) {
        graph.message(11, value(name, dims));
    }

    void output(String name, long... dims) {
        graph.message(12, value(name, dims));
    }

    private static ProtoWriter value(String name, long... dims) {
        ProtoWriter shape = new ProtoWriter();
        for (long d : dims) {
            shape.message(1, new ProtoWriter().number(1, d));
        }
        ProtoWriter tensor = new ProtoWriter().number(1, FLOAT).message(2, shape);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
    }

    void weight(String name, long... dims) {
        ProtoWriter tensor = new ProtoWriter();
        for (long d : dims) {
            tensor.number(1, d);
        }
        tensor.number(2, FLOAT).text(8, name);
        tensor.message(13, new ProtoWriter().text(1, "location").text(2, name));
        tensor.number(14, EXTERNAL);
        graph.message(5, tensor);
    }

    /** Appends a node; attributes are made by {@link #ints} and {@link #integer}. */
    void node(String op, String output, String[] inputs, ProtoWriter... attributes) {
        ProtoWriter node = new ProtoWriter();
        for (String input : inputs) {
            node.text(1, input);
        }
        node.text(2, output).text(3, output).text(4, op);
        for (ProtoWriter attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
    }

    static ProtoWriter ints(String name, long... values) {
        ProtoWriter attribute = new ProtoWriter().text(1, name);
        for (long v : values) {
            attribute.number(8, v);
        }
        return attribute.number(20, ATTRIBUTE_INTS);
    }

    static ProtoWriter integer(String name, long value) {
        return new ProtoWriter().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
    }

    byte[] toModel(String name) {
        graph.text(2, name);
        return new ProtoWriter()
                .number(1, IR_VERSION)
                .message(8, new ProtoWriter().text(1, "").number(2, OPSET))
                .message(7, graph)
                .toBytes();
    }
}
