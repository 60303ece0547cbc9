package dev.facet.nn.internal.onnx;

import java.util.List;
import java.util.function.Function;

/** How an ONNX operator becomes nodes of a graph. */
@FunctionalInterface
interface Operator {
    /** The values of the node's outputs, in order; further outputs of the node are not supported. */
    List<Value> apply(Call call);

    /** An operator of one output. */
    static Operator of(Function<Call, Value> single) {
        return call -> List.of(single.apply(call));
    }
}
