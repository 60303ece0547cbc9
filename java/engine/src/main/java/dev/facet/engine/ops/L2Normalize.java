package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** y = x / √(Σ x² + epsilon) over the last axis. */
public record L2Normalize(double epsilon) implements Op {
    public L2Normalize {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("The epsilon of L2 normalisation is positive, not " + epsilon);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.L2_NORMALIZE;
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
        return new long[] {Params.bits(epsilon)};
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new L2NormalizeGrad(epsilon), a.input(0), a.gradient(0)));
    }
}
