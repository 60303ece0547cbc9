package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** max(x, 0). Its gradient follows the rule of {@link dev.facet.engine.GradientRules#relu()}. */
public record Relu() implements Op {
    @Override
    public OpCode code() {
        return OpCode.RELU;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        return List.of(Check.inputs(this, inputs, 1).floats(0).type(0));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {0};
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, ReluGrad.beforeRelu(a, true));
    }
}
