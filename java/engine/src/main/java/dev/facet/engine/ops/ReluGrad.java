package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.ReluRule;
import dev.facet.engine.TensorType;
import dev.facet.engine.UnsupportedOpException;
import java.util.List;

/** dx of a ReLU from its result y and dy, under a rule. */
public record ReluGrad(ReluRule rule) implements Op {
    @Override
    public OpCode code() {
        return OpCode.RELU_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("y", "dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        in.shape(1, in.shape(0));
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {rule.ordinal()};
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {1};
    }

    /** The gradient of an op's first result before the ReLU that the op applies, if it does. */
    static Node beforeRelu(Adjoint a, boolean relu) {
        Node dy = a.gradient(0);
        return relu ? a.graph().apply(new ReluGrad(a.rules().relu()), a.output(0), dy) : dy;
    }

    /** Linear in dy; y is only looked at for its sign. */
    @Override
    public void gradient(Adjoint a) {
        if (rule != ReluRule.EXACT) {
            throw new UnsupportedOpException("relu_grad: the " + rule + " rule has no gradient; use EXACT");
        }
        a.add(1, a.graph().apply(new ReluGrad(rule), a.input(0), a.gradient(0)));
    }
}
