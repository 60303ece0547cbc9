package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** labels[N] as rows of [N, classes] with a 1 at the label; label −1 gives a row of zeros. */
public record OneHot(long classes, DType type) implements Op {
    @Override
    public OpCode code() {
        return OpCode.ONE_HOT;
    }

    @Override
    public List<String> inputNames() {
        return List.of("labels");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).type(0, DType.I32).rank(0, 1);
        in.that(classes >= 1, "there must be a class, not " + classes);
        return List.of(new TensorType(type, Shape.of(in.shape(0).dim(0), classes)));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }
}
