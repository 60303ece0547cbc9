package dev.facet.engine.ops;

import dev.facet.engine.EcLossOp;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Exact gradient of {@link EcLoss} with respect to x. */
public record EcLossGrad(EcLossOp spec) implements Op {
    @Override
    public OpCode code() {
        return OpCode.ECLOSS_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "templates", "logMarginal", "dloss");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 4).floats(0, 1, 2, 3).shape(3, Shape.SCALAR);
        in.shape(2, new EcLoss(spec).infer(inputs.subList(0, 2)).get(1).shape());
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return EcLoss.params(spec);
    }
}
