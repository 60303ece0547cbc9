package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Parametric ReLU: x where positive, slope·x elsewhere; slope is [C], one for each channel of x[..,C], or [1]. */
public record Prelu() implements Op {
    @Override
    public OpCode code() {
        return OpCode.PRELU;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "slope");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        requireSlope(in);
        return List.of(in.type(0));
    }

    /** Input 1 has one slope a channel of input 0, or one for all. */
    static void requireSlope(Check in) {
        if (!in.shape(1).equals(Shape.SCALAR)) {
            in.channels(1, 0);
        }
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {0};
    }

    @Override
    public void gradient(Adjoint a) {
        List<Node> gradients = a.graph().applyAll(new PreluGrad(), a.input(0), a.input(1), a.gradient(0));
        a.add(0, gradients.get(0));
        a.add(1, gradients.get(1));
    }
}
