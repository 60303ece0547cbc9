package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/** The axes of x in another order: axis i of the result is axis {@code axes.get(i)} of x. */
public record Transpose(List<Integer> axes) implements Op {
    public Transpose {
        axes = List.copyOf(axes);
    }

    @Override
    public OpCode code() {
        return OpCode.TRANSPOSE;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0);
        int rank = in.shape(0).rank();
        in.that(
                axes.stream()
                        .sorted()
                        .toList()
                        .equals(IntStream.range(0, rank).boxed().toList()),
                "the axes " + axes + " must be those of x in another order");
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = in.shape(0).dim(axes.get(i));
        }
        return List.of(new TensorType(in.type(0).dtype(), Shape.of(dims)));
    }

    @Override
    public long[] params() {
        long[] slots = new long[Shape.MAX_RANK];
        for (int i = 0; i < axes.size(); i++) {
            slots[i] = axes.get(i);
        }
        return slots;
    }

    @Override
    public void gradient(Adjoint a) {
        Integer[] inverse = new Integer[axes.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[axes.get(i)] = i;
        }
        a.add(0, a.graph().apply(new Transpose(List.of(inverse)), a.gradient(0)));
    }
}
