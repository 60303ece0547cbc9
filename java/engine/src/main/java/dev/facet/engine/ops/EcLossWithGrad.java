package dev.facet.engine.ops;

import dev.facet.engine.EcLossOp;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.ArrayList;
import java.util.List;

/** {@link EcLoss} and {@link EcLossGrad} at once: loss, log marginal and dx. Made by fusion. */
public record EcLossWithGrad(EcLossOp spec) implements Op {
    @Override
    public OpCode code() {
        return OpCode.ECLOSS_WITH_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "templates", "dloss");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 3).floats(0, 1, 2).shape(2, Shape.SCALAR);
        List<TensorType> results = new ArrayList<>(new EcLoss(spec).infer(inputs.subList(0, 2)));
        results.add(in.type(0));
        return results;
    }

    @Override
    public long[] params() {
        return EcLoss.params(spec);
    }
}
