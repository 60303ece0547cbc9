package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import java.util.List;

/** The same elements under other axes. The planner makes it an alias; where it cannot, a copy. */
public record Reshape(Shape shape) implements Op {
    @Override
    public OpCode code() {
        return OpCode.COPY;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 1);
        in.that(in.shape(0).count() == shape.count(), "x has not as many elements as the new shape " + shape);
        return List.of(new TensorType(in.type(0).dtype(), shape));
    }

    @Override
    public long[] params() {
        return Params.NONE;
    }

    @Override
    public void gradient(Adjoint a) {
        a.add(0, a.graph().reshape(a.gradient(0), a.input(0).shape().toArray()));
    }
}
