package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, in place: new parameter and velocity (PyTorch's rule, without dampening).
 */
public record Sgd(double momentum, double weightDecay, boolean nesterov) implements Op {
    public Sgd {
        if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "sgd: momentum is in 0 to below 1 and weight decay not negative: " + momentum + ", " + weightDecay);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.SGD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("parameter", "gradient", "velocity", "learningRate", "factor");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 4, 5).floats(0, 1, 2, 3, 4);
        in.shape(1, in.shape(0)).shape(2, in.shape(0)).shape(3, Shape.SCALAR);
        if (inputs.size() == 5) {
            in.shape(4, Shape.SCALAR);
        }
        return List.of(in.type(0), in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(momentum), Params.bits(weightDecay), Params.flag(nesterov)};
    }

    @Override
    public int updates(int output) {
        return output == 0 ? 0 : 2;
    }
}
