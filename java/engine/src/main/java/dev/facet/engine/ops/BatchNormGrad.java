package dev.facet.engine.ops;

import dev.facet.engine.TensorType;
import java.util.List;

/**
 * Gradients of a batch normalisation: dx, dgamma, dbeta. With {@code activation} (by fusion only) and its input β, dy is first
 * masked by the activation's gradient.
 */
public sealed interface BatchNormGrad extends Op permits BatchNormInferGrad, BatchNormTrainGrad {
    /** That of the normalisation. */
    double epsilon();

    /** What masks dy; {@link Activation#NONE} leaves it. */
    Activation activation();

    /** This with dy masked by that activation's gradient. */
    BatchNormGrad withActivation(Activation other);

    @Override
    default List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 5, 6).floats(0, 1, 2, 3, 4, 5);
        in.channels(1, 0).channels(2, 0).channels(3, 0).shape(4, in.shape(0));
        if (inputs.size() == 6) {
            in.channels(5, 0);
        }
        return List.of(in.type(0), in.type(1), in.type(1));
    }

    @Override
    default long[] params() {
        return new long[] {Params.bits(epsilon()), activation().ordinal()};
    }

    @Override
    default int[] mayAlias(int output) {
        return output == 0 ? new int[] {4} : NO_INPUT;
    }
}
