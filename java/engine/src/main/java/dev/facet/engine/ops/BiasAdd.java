package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/** Adds a vector over the last axis. */
public record BiasAdd() implements Op {
    @Override
    public OpCode code() {
        return OpCode.BIAS_ADD;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "bias");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1).channels(1, 0);
        return List.of(in.type(0));
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
        Node dy = a.gradient(0);
        a.add(0, dy);
        if (a.wants(1)) {
            int last = dy.shape().rank() - 1;
            Node sum =
                    last == 0 ? dy : a.graph().sum(dy, IntStream.range(0, last).toArray());
            a.add(1, a.graph().reshape(sum, dy.shape().dim(-1)));
        }
    }
}
