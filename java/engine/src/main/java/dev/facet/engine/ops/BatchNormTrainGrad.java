package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import java.util.List;

/** Gradients of {@link BatchNormTrain}. */
public record BatchNormTrainGrad(double epsilon, Activation activation) implements BatchNormGrad {
    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_TRAIN_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "batchMean", "batchInvStd", "dy", "beta");
    }

    @Override
    public BatchNormTrainGrad withActivation(Activation other) {
        return new BatchNormTrainGrad(epsilon, other);
    }
}
