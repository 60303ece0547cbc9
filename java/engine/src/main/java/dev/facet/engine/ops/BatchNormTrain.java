package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import dev.facet.engine.UnsupportedOpException;
import java.util.List;

/**
 * Batch normalisation with the batch's statistics: y, batch mean, batch 1/√(σ²+ε), and the running mean and variance, which are
 * updated in place. {@code activation} is set by fusion only.
 */
public record BatchNormTrain(double epsilon, double momentum, Activation activation) implements Op {
    public BatchNormTrain {
        requireEpsilon(epsilon);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("The momentum of batch normalisation is in 0 to 1, not " + momentum);
        }
    }

    static void requireEpsilon(double epsilon) {
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("The epsilon of batch normalisation is positive, not " + epsilon);
        }
    }

    @Override
    public OpCode code() {
        return OpCode.BATCH_NORM_TRAIN;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "gamma", "beta", "runningMean", "runningVar");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 5).floats(0, 1, 2, 3, 4);
        in.channels(1, 0).channels(2, 0).channels(3, 0).channels(4, 0);
        TensorType c = in.type(1);
        return List.of(in.type(0), c, c, c, c);
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(epsilon), Params.bits(momentum), activation.ordinal()};
    }

    @Override
    public int[] mayAlias(int output) {
        return output == 0 ? new int[] {0} : NO_INPUT;
    }

    @Override
    public int updates(int output) {
        return output >= 3 ? output : -1;
    }

    @Override
    public void gradient(Adjoint a) {
        Node dy = activation.before(a);
        for (int i = 1; i < 5; i++) {
            if (a.gradient(i) != null) {
                throw new UnsupportedOpException("batch_norm_train has no gradient through its statistics");
            }
        }
        List<Node> results = a.graph()
                .applyAll(
                        new BatchNormTrainGrad(epsilon, Activation.NONE),
                        a.input(0),
                        a.input(1),
                        a.output(1),
                        a.output(2),
                        dy);
        for (int i = 0; i < 3; i++) {
            a.add(i, results.get(i));
        }
    }
}
