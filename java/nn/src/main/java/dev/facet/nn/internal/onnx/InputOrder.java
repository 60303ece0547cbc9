package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order a graph should keep an input's axes: the one in which the first operator that cares about images gets them as
 * NHWC. A model of [N,C,H,W] so reads NHWC images, and one of [N,H,W,C] that begins with a transposition loses it.
 */
final class InputOrder {
    private static final Set<String> IMAGE_OPERATORS = Set.of(
            "Conv",
            "MaxPool",
            "AveragePool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "BatchNormalization",
            "InstanceNormalization",
            "PRelu",
            "Resize",
            "Upsample");
    private static final Set<String> ORDERLESS_OPERATORS = Set.of(
            "Identity",
            "Dropout",
            "Cast",
            "Relu",
            "LeakyRelu",
            "Clip",
            "Sigmoid",
            "Tanh",
            "HardSigmoid",
            "HardSwish",
            "Exp",
            "Sqrt",
            "Abs",
            "Neg",
            "Pow",
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Pad",
            "Slice",
            "Concat",
            "Gather");

    /** Operators to look through between an input and the first that cares. */
    private static final int MAX_STEPS = 32;

    private final Map<String, List<NodeProto>> readers = new HashMap<>();

    InputOrder(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            for (String input : node.getInputList()) {
                readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
            }
        }
    }

    /** The order of axes for an input with {@code rank} axes. */
    int[] of(String input, int rank) {
        int[] order = rank == 4 ? wanted(input, MAX_STEPS, new HashSet<>()) : null;
        return order == null ? Dims.identity(rank) : order;
    }

    private int[] wanted(String value, int steps, Set<String> seen) {
        if (steps == 0 || !seen.add(value)) {
            return null;
        }
        for (NodeProto node : readers.getOrDefault(value, List.of())) {
            boolean asData = node.getInputCount() > 0 && node.getInput(0).equals(value);
            if (IMAGE_OPERATORS.contains(node.getOpType()) && asData) {
                return Axes.NHWC.clone();
            }
            if (node.getOutputCount() == 0) {
                continue;
            }
            int[] next = null;
            if (node.getOpType().equals("Transpose")) {
                next = through(permutation(node), wanted(node.getOutput(0), steps - 1, seen));
            } else if (ORDERLESS_OPERATORS.contains(node.getOpType())) {
                next = wanted(node.getOutput(0), steps - 1, seen);
            }
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /** The order of a transposition's input that gives its output the order {@code after}; null if there is none. */
    private static int[] through(int[] permutation, int[] after) {
        if (permutation == null || after == null) {
            return null;
        }
        int[] before = new int[4];
        for (int i = 0; i < 4; i++) {
            before[i] = permutation[after[i]];
        }
        return before[0] == 0 ? before : null;
    }

    private static int[] permutation(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals("perm") && attribute.getIntsCount() == 4) {
                int[] order = new int[4];
                int seen = 0;
                for (int i = 0; i < 4; i++) {
                    long axis = attribute.getInts(i);
                    if (axis < 0 || axis > 3) {
                        return null;
                    }
                    order[i] = (int) axis;
                    seen |= 1 << axis;
                }
                return seen == 15 ? order : null;
            }
        }
        return null;
    }
}
