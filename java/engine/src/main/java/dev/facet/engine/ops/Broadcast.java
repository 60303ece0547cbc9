package dev.facet.engine.ops;

import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** factor·x with axes of size 1 repeated to {@code shape}. */
public record Broadcast(Shape shape, double factor) implements Op {
    @Override
    public OpCode code() {
        return OpCode.BROADCAST;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1).floats(0);
        Shape x = in.shape(0);
        in.that(x.rank() == shape.rank(), "x must have as many axes as the target " + shape);
        for (int i = 0; i < x.rank(); i++) {
            in.that(
                    x.dim(i) == shape.dim(i) || x.dim(i) == 1,
                    "axis " + i + " of x cannot be repeated to the target " + shape);
        }
        return List.of(new TensorType(in.type(0).dtype(), shape));
    }

    @Override
    public long[] params() {
        return new long[] {Params.bits(factor)};
    }

    @Override
    public void gradient(Adjoint a) {
        Node sum = Reduce.toShape(a.graph(), a.gradient(0), a.input(0).shape());
        a.add(0, factor == 1 ? sum : a.graph().scale(sum, factor));
    }
}
