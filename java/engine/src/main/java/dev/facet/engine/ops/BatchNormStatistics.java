package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.Collections;
import java.util.List;

/**
 * The statistics of a batch from the {@link BatchNormMoments} of its parts, a row a part, each of {@code rows} values a channel:
 * batch mean, batch variance, batch 1/√(σ²+ε), and the running mean and variance, which are updated in place. Rows may be longer
 * than there are channels. Made by the planner.
 */
public record BatchNormStatistics(double epsilon, double momentum, long rows) implements Op {
    private static final int RESULTS = 5;

    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_STATISTICS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("means", "variances", "runningMean", "runningVar");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 4)
                .floats(0, 1, 2, 3)
                .rank(0, 2)
                .shape(1, inputs.get(0).shape());
        in.rank(2, 1).shape(3, in.shape(2));
        in.that(in.shape(0).dim(1) >= in.shape(2).dim(0), "every part needs a mean of every channel");
        return Collections.nCopies(RESULTS, in.type(2));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(epsilon), Params.bits(momentum), rows};
    }

    @Override
    public int updates(int output) {
        return output >= 3 ? output - 1 : -1;
    }
}
