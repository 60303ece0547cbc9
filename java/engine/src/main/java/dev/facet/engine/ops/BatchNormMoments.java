package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Mean and biased variance of every channel of a part of a batch: the first part of {@link BatchNormTrain}. Made by the planner. */
public record BatchNormMoments() implements Op {
    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_MOMENTS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0);
        TensorType c = new TensorType(in.type(0).dtype(), Shape.of(in.shape(0).dim(-1)));
        return List.of(c, c);
    }

    @Override
    public long[] params() {
        return new long[0];
    }
}
