package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import java.util.List;

/** Gradients of {@link BatchNormInfer}. */
public record BatchNormInferGrad(double epsilon, Activation activation) implements BatchNormGrad {
    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_INFER_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "runningMean", "runningVar", "dy", "beta");
    }

    @Override
    public BatchNormInferGrad withActivation(Activation other) {
        return new BatchNormInferGrad(epsilon, other);
    }
}
