package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * The scale of a loss and the number of good steps, in place, as its gradients' sum of squares is finite or not; and the factor
 * that undoes the scale, NaN if they were not finite.
 *
 * @param interval good steps after which the scale doubles; 0 keeps it
 */
public record LossScale(int interval) implements Op {
    private static final int MOST = 1 << 24;

    public LossScale {
        if (interval < 0 || interval > MOST) {
            throw new IllegalArgumentException("The interval of a loss's scale is 0 to " + MOST + ", not " + interval);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.LOSS_SCALE;
    }

    @Override
    public List<String> inputNames() {
        return List.of("scale", "good", "squares");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 3).floats(0, 1, 2);
        in.shape(0, Shape.SCALAR).shape(1, Shape.SCALAR).shape(2, Shape.SCALAR);
        return List.of(in.type(0), in.type(0), in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {interval};
    }

    @Override
    public int updates(int output) {
        return output - 1;
    }
}
