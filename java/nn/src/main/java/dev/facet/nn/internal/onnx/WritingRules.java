package dev.facet.nn.internal.onnx;

import dev.facet.engine.ops.Op;
import java.util.HashMap;
import java.util.Map;

/** All ops that can be written as ONNX. */
final class WritingRules {
    private static final Map<Class<? extends Op>, WritingRule> ALL = new HashMap<>();

    static {
        LayerWriting.register(ALL);
        ElementwiseWriting.register(ALL);
        ShapeWriting.register(ALL);
    }

    private WritingRules() {}

    /** The rule for an op, or null. */
    static WritingRule find(Op op) {
        return ALL.get(op.getClass());
    }
}
