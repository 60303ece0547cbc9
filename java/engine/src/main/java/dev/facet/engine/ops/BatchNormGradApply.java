package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * dx of {@link BatchNormTrainGrad} for a part of a batch, given dgamma and dbeta of the whole, which has {@code rows} values a
 * channel. Made by the planner.
 */
public record BatchNormGradApply(long rows, Activation activation) implements Op {
    private static final int DY = 6;

    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_GRAD_APPLY;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "batchMean", "batchInvStd", "dgamma", "dbeta", "dy", "beta");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, DY + 1, DY + 2).floats(0, 1, 2, 3, 4, 5, DY, DY + 1);
        for (int i = 1; i < DY; i++) {
            in.channels(i, 0);
        }
        in.shape(DY, in.shape(0));
        if (inputs.size() > DY + 1) {
            in.channels(DY + 1, 0);
        }
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {rows, activation.ordinal()};
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {DY};
    }
}
