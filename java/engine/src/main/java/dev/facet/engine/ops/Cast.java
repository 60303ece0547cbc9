package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** x as BF16, rounded to nearest, ties to even, or BF16 widened to F32 or F64. */
public record Cast(DType to) implements Op {
    public Cast {
        if (!to.isFloat()) {
            throw new IllegalArgumentException("A cast is to a floating type, not to " + to);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.CAST;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1);
        DType from = in.type(0).dtype();
        in.that(
                from.isFloat() && (from == DType.BF16) != (to == DType.BF16),
                "a cast is from F32 or F64 to BF16, or back, not from " + from + " to " + to);
        return List.of(new TensorType(to, in.shape(0)));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    /** Rounding counts as the identity. */
    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().cast(a.gradient(0), a.input(0).dtype()));
    }
}
