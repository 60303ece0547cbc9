package dev.facet.engine.ops;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Gradient of {@link Convolution} with respect to x, which has shape {@code x}. */
public record ConvolutionGradData(Conv2d spec, Shape x) implements Op {
    @Override
    public OpCode code() {
        return OpCode.CONV2D_GRAD_DATA;
    }

    @Override
    public List<String> inputNames() {
        return List.of("dy", "w");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1);
        TensorType dx = new TensorType(in.type(0).dtype(), x);
        List<TensorType> y = new Convolution(spec, Activation.NONE).infer(List.of(dx, in.type(1)));
        in.shape(0, y.get(0).shape());
        return List.of(dx);
    }

    @Override
    public long[] params() {
        return Params.conv2d(spec, Activation.NONE);
    }

    @Override
    public void gradient(Adjoint a) {
        Node g = a.gradient(0);
        a.add(0, a.graph().conv2d(g, a.input(1), null, spec));
        if (a.wants(1)) {
            a.add(1, a.graph().apply(new ConvolutionGradWeights(spec, a.input(1).shape()), g, a.input(0)));
        }
    }
}
