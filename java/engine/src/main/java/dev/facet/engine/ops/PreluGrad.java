package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradients of {@link Prelu}: dx and dslope. */
public record PreluGrad() implements Op {
    @Override
    public OpCode code() {
        return OpCode.PRELU_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "slope", "dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 3).floats(0, 1, 2);
        Prelu.requireSlope(in);
        in.shape(2, in.shape(0));
        return List.of(in.type(0), in.type(1));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public int[] mayAlias(int output) {
        return output == 0 ? new int[] {2} : NO_INPUT;
    }
}
