package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** Softmax over the last axis. */
public record Softmax() implements Op {
    @Override
    public OpCode code() {
        return OpCode.SOFTMAX;
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
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new SoftmaxGrad(), a.output(0), a.gradient(0)));
    }
}
