package dev.facet.nn.internal.onnx;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All operators the import knows, by name. */
final class Operators {
    private static final Map<String, Operator> ALL = new TreeMap<>();

    static {
        ConstantOperators.register(ALL);
        ViewOperators.register(ALL);
        ConvolutionOperators.register(ALL);
        PoolingOperators.register(ALL);
        NormalisationOperators.register(ALL);
        ActivationOperators.register(ALL);
        ArithmeticOperators.register(ALL);
        LinearOperators.register(ALL);
        SelectionOperators.register(ALL);
        ReductionOperators.register(ALL);
        ResizeOperators.register(ALL);
    }

    private Operators() {}

    /** The operator of that name, or null. */
    static Operator find(String name) {
        return ALL.get(name);
    }

    static Set<String> names() {
        return ALL.keySet();
    }
}
