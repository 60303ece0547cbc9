package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A node of a model. Remembers which attributes were asked for: one that nobody asked for would be ignored, so that the network
 * would silently compute something else ({@link #requireAllRead}).
 */
final class NodeView {
    private final NodeProto proto;
    private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();
    private final Set<String> read = new LinkedHashSet<>();

    NodeView(NodeProto proto) {
        this.proto = proto;
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attributes.put(attribute.getName(), attribute) != null) {
                throw new OnnxException(describe() + " has the attribute '" + attribute.getName() + "' twice");
            }
        }
    }

    String operator() {
        return proto.getOpType();
    }

    List<String> inputs() {
        return proto.getInputList();
    }

    List<String> outputs() {
        return proto.getOutputList();
    }

    /** True if the node has the attribute. */
    boolean has(String name) {
        read.add(name);
        return attributes.containsKey(name);
    }

    long integer(String name, long otherwise) {
        AttributeProto attribute = typed(name, AttributeProto.AttributeType.INT);
        return attribute == null ? otherwise : attribute.getI();
    }

    boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    float real(String name, float otherwise) {
        AttributeProto attribute = typed(name, AttributeProto.AttributeType.FLOAT);
        return attribute == null ? otherwise : attribute.getF();
    }

    String text(String name, String otherwise) {
        AttributeProto attribute = typed(name, AttributeProto.AttributeType.STRING);
        return attribute == null ? otherwise : attribute.getS().toStringUtf8();
    }

    /** A list of whole numbers, or null. */
    long[] integers(String name) {
        AttributeProto attribute = typed(name, AttributeProto.AttributeType.INTS);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** A list of whole numbers of the given length. */
    int[] integers(String name, int length, int otherwise) {
        long[] values = integers(name);
        int[] result = new int[length];
        if (values == null) {
            Arrays.fill(result, otherwise);
            return result;
        }
        if (values.length != length) {
            throw new OnnxException("attribute '" + name + "' has " + values.length + " values, not " + length);
        }
        for (int i = 0; i < length; i++) {
            if (values[i] < -Dims.MAX_ELEMENTS || values[i] > Dims.MAX_ELEMENTS) {
                throw new OnnxException("attribute '" + name + "' holds " + values[i]);
            }
            result[i] = (int) values[i];
        }
        return result;
    }

    /** A list of reals, or null. */
    float[] reals(String name) {
        AttributeProto attribute = typed(name, AttributeProto.AttributeType.FLOATS);
        if (attribute == null) {
            return null;
        }
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribute.getFloats(i);
        }
        return values;
    }

    /** A tensor, or null. */
    TensorProto tensor(String name) {
        AttributeProto attribute = typed(name, AttributeProto.AttributeType.TENSOR);
        return attribute == null ? null : attribute.getT();
    }

    /** Says that an attribute makes no difference here. */
    void ignore(String name) {
        read.add(name);
    }

    /** Refuses attributes that nobody asked for. */
    void requireAllRead() {
        for (String name : attributes.keySet()) {
            if (!read.contains(name)) {
                throw new UnsupportedOnnxException("the attribute '" + name + "' is not known");
            }
        }
    }

    /** Name, operator and inputs, for messages. */
    String describe() {
        String name = proto.getName().isEmpty() && proto.getOutputCount() > 0
                ? "making '" + proto.getOutput(0) + "'"
                : "'" + proto.getName() + "'";
        String domain = proto.getDomain().isEmpty() ? "" : proto.getDomain() + ".";
        return "node " + name + " (" + domain + proto.getOpType() + ", inputs " + proto.getInputList() + ")";
    }

    private AttributeProto typed(String name, AttributeProto.AttributeType type) {
        read.add(name);
        AttributeProto attribute = attributes.get(name);
        if (attribute == null) {
            return null;
        }
        if (!attribute.getRefAttrName().isEmpty()) {
            throw new UnsupportedOnnxException("attribute '" + name + "' refers to a function's attribute");
        }
        if (attribute.getType() != type) {
            throw new OnnxException("attribute '" + name + "' is " + attribute.getType() + ", not " + type);
        }
        return attribute;
    }
}
