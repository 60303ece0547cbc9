package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import dev.facet.engine.UnsupportedOpException;
import java.util.List;

/** Batch normalisation with fixed statistics; {@code activation} is set by fusion only. */
public record BatchNormInfer(double epsilon, Activation activation) implements Op {
    public BatchNormInfer {
        BatchNormTrain.requireEpsilon(epsilon);
    }

    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_INFER;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "beta", "runningMean", "runningVar");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 5).floats(0, 1, 2, 3, 4);
        in.channels(1, 0).channels(2, 0).channels(3, 0).channels(4, 0);
        return List.of(in.type(0));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(epsilon), activation.ordinal()};
    }

    @Override
    public int[] mayAlias(int output) {
        return new int[] {0};
    }

    @Override
    public void gradient(Adjoint a) {
        if (a.wants(3) || a.wants(4)) {
            throw new UnsupportedOpException("batch_norm_infer has no gradient with respect to its statistics");
        }
        List<Node> results = a.graph()
                .applyAll(
                        new BatchNormInferGrad(epsilon, Activation.NONE),
                        a.input(0),
                        a.input(1),
                        a.input(3),
                        a.input(4),
                        activation.before(a));
        for (int i = 0; i < 3; i++) {
            a.add(i, results.get(i));
        }
    }
}
