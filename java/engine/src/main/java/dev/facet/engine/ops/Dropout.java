package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Zeroes elements at random by a counter hash of (seed, salt, index); the same op on dy is its gradient. */
public record Dropout(double rate, long salt) implements Op {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("The rate of dropout is in 0 to below 1, not " + rate);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.DROPOUT;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "seed");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0).type(1, DType.I32).shape(1, Shape.SCALAR);
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(rate), salt};
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {0};
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(this, a.gradient(0), a.input(1)));
    }
}
