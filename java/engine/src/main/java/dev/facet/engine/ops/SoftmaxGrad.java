package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** dx of a softmax from its result y and dy. */
public record SoftmaxGrad() implements Op {
    @Override
    public OpCode code() {
        return OpCode.SOFTMAX_GRAD;
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
        return Params.NONE;
    }
}
