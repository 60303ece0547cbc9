package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Number of rows whose first arg-max is the label, [1]. Piecewise constant: its gradient is zero. */
public record CorrectCount() implements Op {
    @Override
    public OpCode code() {
        return OpCode.CORRECT_COUNT;
    }

    @Override
    public List<String> inputNames() {
        return List.of("logits", "labels");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0).rank(0, 2).type(1, DType.I32);
        in.shape(1, Shape.of(in.shape(0).dim(0)));
        return List.of(new TensorType(in.type(0).dtype(), Shape.SCALAR));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public void gradient(Adjoint a) {
        // Nothing flows back.
    }
}
