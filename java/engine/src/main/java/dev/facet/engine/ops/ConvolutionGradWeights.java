package dev.facet.engine.ops;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link Convolution} with respect to w, which has shape {@code w}. */
public record ConvolutionGradWeights(Conv2d spec, Shape w) implements Op {
    @Override
    public OpCode code() {
        return OpCode.CONV2D_GRAD_WEIGHTS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "dy");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        TensorType dw = new TensorType(in.type(0).dtype(), w);
        List<TensorType> y = new Convolution(spec, Activation.NONE).infer(List.of(in.type(0), dw));
        in.shape(1, y.get(0).shape());
        return List.of(dw);
    }

    @Override
    public long[] params() {
        return Params.conv2d(spec, Activation.NONE);
    }

    @Override
    public void gradient(Adjoint a) {
        Node g = a.gradient(0);
        if (a.wants(0)) {
            a.add(0, a.graph().apply(new ConvolutionGradData(spec, a.input(0).shape()), a.input(1), g));
        }
        if (a.wants(1)) {
            a.add(1, a.graph().conv2d(a.input(0), g, null, spec));
        }
    }
}
