package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.Half;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * Rows of 16-bit floats, two in each word of packed[N,W] (the first in the low half), as [N, columns]; a last odd half is left
 * out.
 */
public record Unpack16(Half half, long columns, DType type) implements Op {
    @Override
    public OpCode code() {
        return OpCode.UNPACK16;
    }

    @Override
    public List<String> inputNames() {
        return List.of("packed");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).type(0, DType.I32).rank(0, 2);
        in.that(
                columns >= 1 && in.shape(0).dim(1) == (columns + 1) / 2,
                "a row of " + columns + " columns takes " + (columns + 1) / 2 + " words");
        return List.of(new TensorType(type, Shape.of(in.shape(0).dim(0), columns)));
    }

    @Override
    public long[] params() {
        return new long[] {half.ordinal()};
    }
}
