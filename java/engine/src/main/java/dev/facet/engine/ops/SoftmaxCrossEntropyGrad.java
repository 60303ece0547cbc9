package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link SoftmaxCrossEntropy} with respect to the logits. */
public record SoftmaxCrossEntropyGrad(double labelSmoothing) implements Op {
    @Override
    public OpCode code() {
        return OpCode.SOFTMAX_XENT_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("probs", "labels", "dloss");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 3)
                .floats(0, 2)
                .rank(0, 2)
                .type(1, DType.I32)
                .shape(2, Shape.SCALAR);
        in.shape(1, Shape.of(in.shape(0).dim(0)));
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(labelSmoothing)};
    }
}
