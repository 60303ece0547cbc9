package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link L2Normalize}. */
public record L2NormalizeGrad(double epsilon) implements Op {
    @Override
    public OpCode code() {
        return OpCode.L2_NORMALIZE_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        in.shape(1, in.shape(0));
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(epsilon)};
    }
}
