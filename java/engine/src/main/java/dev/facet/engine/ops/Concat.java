package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** Joins 1 to 64 inputs along an axis. */
public record Concat(int axis) implements Op {
    private static final int MAX_INPUTS = 64;

    @Override
    public OpCode code() {
        return OpCode.CONCAT;
    }

    @Override
    public List<String> inputNames() {
        return List.of();
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1, MAX_INPUTS);
        Shape first = in.shape(0);
        in.that(axis >= 0 && axis < first.rank(), "axis " + axis + " does not exist");
        long size = 0;
        for (int i = 0; i < inputs.size(); i++) {
            in.that(in.type(i).dtype() == in.type(0).dtype(), "all inputs must share one type");
            in.that(
                    in.shape(i).rank() == first.rank()
                            && in.shape(i).with(axis, 1).equals(first.with(axis, 1)),
                    "all inputs must agree on every axis but " + axis);
            size += in.shape(i).dim(axis);
        }
        return List.of(new TensorType(in.type(0).dtype(), first.with(axis, size)));
    }

    @Override
    public long[] params() {
        return new long[] {axis};
    }

    @Override
    public void gradient(Adjoint a) {
        long start = 0;
        for (int i = 0; i < a.inputCount(); i++) {
            Shape shape = a.input(i).shape();
            if (a.wants(i)) {
                long[] starts = new long[shape.rank()];
                starts[axis] = start;
                a.add(i, a.graph().slice(a.gradient(0), starts, shape.toArray()));
            }
            start += shape.dim(axis);
        }
    }
}
