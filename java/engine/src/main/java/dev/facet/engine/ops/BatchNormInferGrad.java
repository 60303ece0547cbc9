package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * Gradients of {@link BatchNormInfer}: dx, dgamma, dbeta. With {@code activation} (by fusion only) and its input β, dy is first
 * masked by the activation's gradient.
 */
public record BatchNormInferGrad(double epsilon, Activation activation) implements Op {
    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_INFER_GRAD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "runningMean", "runningVar", "dy", "beta");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 5, 6).floats(0, 1, 2, 3, 4, 5);
        in.channels(1, 0).channels(2, 0).channels(3, 0).shape(4, in.shape(0));
        if (inputs.size() == 6) {
            in.channels(5, 0);
        }
        return List.of(in.type(0), in.type(1), in.type(1));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(epsilon), activation.ordinal()};
    }

    @Override
    public int[] mayAlias(int output) {
        return output == 0 ? new int[] {4} : NO_INPUT;
    }
}
