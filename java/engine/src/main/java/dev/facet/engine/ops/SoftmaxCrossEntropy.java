package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import dev.facet.engine.UnsupportedOpException;
import java.util.List;

/** Mean softmax cross-entropy over the rows with a label: loss [1] and the probabilities [N,K]. */
public record SoftmaxCrossEntropy(double labelSmoothing) implements Op {
    public SoftmaxCrossEntropy {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException("Label smoothing is in 0 to 1, not " + labelSmoothing);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.SOFTMAX_XENT;
    }

    @Override
    public List<String> inputNames() {
        return List.of("logits", "labels");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0).rank(0, 2).type(1, DType.I32);
        in.shape(1, Shape.of(in.shape(0).dim(0)));
        return List.of(new TensorType(in.type(0).dtype(), Shape.SCALAR), in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(labelSmoothing)};
    }

    @Override
    public void gradient(Adjoint a) {
        if (a.gradient(1) != null) {
            throw new UnsupportedOpException("softmax_xent has no gradient through its probabilities; use softmax");
        }
        a.add(0, a.graph().apply(new SoftmaxCrossEntropyGrad(labelSmoothing), a.output(1), a.input(1), a.gradient(0)));
    }
}
