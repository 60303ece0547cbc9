package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.facet.engine.Node;
import dev.facet.engine.ops.Op;
import java.util.List;

/** One node of a graph being written: its op, the values of its inputs. */
record WritingCall(GraphWriter writer, Node node) {
    <T extends Op> T op(Class<T> type) {
        return type.cast(node.op());
    }

    int inputCount() {
        return node.inputs().size();
    }

    Written input(int i) {
        return writer.value(node.inputs().get(i));
    }

    /** Sizes of the node. */
    long[] dims() {
        return node.shape().toArray();
    }

    /** Name of input {@code i} as a vector or tensor in the engine's own order. */
    String plain(int i) {
        return writer.ordered(input(i), Dims.identity(input(i).rank())).name();
    }

    /** The result as an image: ONNX has [N,C,H,W] of the node's [N,H,W,C]. */
    Written image(String operator, List<String> inputs, AttributeProto... attributes) {
        return ordered(operator, inputs, GraphWriter.NCHW, attributes);
    }

    /** The result with the node's axes in the given order. */
    Written ordered(String operator, List<String> inputs, int[] order, AttributeProto... attributes) {
        return writer.node(
                operator, node, inputs, Dims.permuted(dims(), order), Layout.ordered(dims(), order), attributes);
    }

    /** A value on the way to the node's. */
    String step(String operator, String suffix, List<String> inputs, AttributeProto... attributes) {
        return writer.model().node(operator, node.name() + "/" + suffix, inputs, attributes);
    }

    /** A stored number without axes. */
    String scalar(String suffix, double value) {
        return writer.model().reals(node.name() + "/" + suffix, new long[0], (float) value);
    }
}
