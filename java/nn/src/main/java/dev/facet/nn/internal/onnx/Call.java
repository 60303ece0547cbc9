package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.List;

/** One node of a model being turned into nodes of a graph: its attributes, the values of its inputs, where it goes. */
final class Call {
    private final NodeView node;
    private final List<Value> inputs;
    private final BuildContext context;

    /** @param inputs the values of the node's inputs; null where one is left out */
    Call(NodeView node, List<Value> inputs, BuildContext context) {
        this.node = node;
        this.inputs = inputs;
        this.context = context;
    }

    NodeView node() {
        return node;
    }

    BuildContext context() {
        return context;
    }

    int opset() {
        return context.opset();
    }

    Emitter emit() {
        return context.emitter();
    }

    Graph graph() {
        return context.emitter().graph();
    }

    int inputCount() {
        return inputs.size();
    }

    boolean has(int i) {
        return i < inputs.size() && inputs.get(i) != null;
    }

    /** Input {@code i}, which must be given. */
    Value input(int i) {
        if (!has(i)) {
            throw new OnnxException("input " + i + " is missing");
        }
        return inputs.get(i);
    }

    /** Input {@code i}, an image [N,C,H,W]. */
    Value image(int i) {
        Value value = input(i);
        if (value.rank() != 4) {
            throw new UnsupportedOnnxException(
                    "input " + i + " has " + value.rank() + " axes; only images [N,C,H,W] are supported");
        }
        return value;
    }

    /** The elements of input {@code i}, which must not depend on the model's inputs. */
    HostTensor constant(int i) {
        Value value = input(i);
        if (!value.isKnown()) {
            throw new UnsupportedOnnxException(
                    "input " + i + " ('" + node.inputs().get(i)
                            + "') depends on the model's inputs; it must be known when the graph is built");
        }
        return value.data();
    }

    /** True if all inputs are known and not to be trained, so that the result is computed at import. */
    boolean isFoldable() {
        return inputs.stream().allMatch(value -> value == null || value.isFoldable());
    }

    /** A value known at import, named after the node's first output. */
    Value folded(HostTensor tensor) {
        return folded(0, tensor);
    }

    /** A value known at import, named after the node's output {@code i}. */
    Value folded(int i, HostTensor tensor) {
        context.limits().fold(tensor);
        return Value.known(Known.folded(node.outputs().get(i), tensor));
    }

    /**
     * A list of whole numbers that older opsets have as an attribute and newer ones as an input.
     *
     * @param since the first opset that has the input
     * @return null if it is not given
     */
    long[] list(String attribute, int input, int since) {
        if (opset() < since) {
            return node.integers(attribute);
        }
        return has(input) ? constant(input).integers() : null;
    }
}
