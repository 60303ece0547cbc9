package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Mean sigmoid cross-entropy over the known labels (0 to 1; negative ones are unknown): loss [1]. */
public record SigmoidCrossEntropy() implements Op {
    @Override
    public OpCode code() {
        return OpCode.SIGMOID_XENT;
    }

    @Override
    public List<String> inputNames() {
        return List.of("logits", "labels");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        in.shape(1, in.shape(0));
        return List.of(new TensorType(in.type(0).dtype(), Shape.SCALAR));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    /** With respect to the logits; labels count as constants. */
    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().apply(new SigmoidCrossEntropyGrad(), a.input(0), a.input(1), a.gradient(0)));
    }
}
