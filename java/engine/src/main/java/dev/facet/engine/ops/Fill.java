package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;

/** A tensor of one value. */
public record Fill(double value, TensorType type) implements Op {
    @Override
    public OpCode code() {
        return OpCode.FILL;
    }

    @Override
    public List<String> inputNames() {
        return List.of();
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check.inputs(this, inputs, 0);
        return List.of(type);
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(value)};
    }
}
