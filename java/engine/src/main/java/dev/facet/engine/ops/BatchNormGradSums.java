package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * dgamma and dbeta of {@link BatchNormTrainGrad} over a part of a batch; those of the batch are their sums. Made by the planner.
 */
public record BatchNormGradSums(Activation activation) implements Op {
    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_GRAD_SUMS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "batchMean", "batchInvStd", "dy", "beta");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        List<TensorType> all = new BatchNormTrainGrad(1, activation).infer(inputs);
        return all.subList(1, 3);
    }

    @Override
    public long[] params() {
        return new long[] {activation.ordinal()};
    }
}
