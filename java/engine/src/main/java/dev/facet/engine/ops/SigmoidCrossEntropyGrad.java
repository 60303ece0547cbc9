package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link SigmoidCrossEntropy} with respect to the logits. */
public record SigmoidCrossEntropyGrad() implements Op {
    @Override
    public OpCode code() {
        return OpCode.SIGMOID_XENT_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("logits", "labels", "dloss");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 3).floats(0, 1, 2).shape(2, Shape.SCALAR);
        in.shape(1, in.shape(0));
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }
}
