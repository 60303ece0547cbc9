package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.EcLossOp;
import dev.facet.engine.OpCode;
import dev.facet.engine.Shape;
import dev.facet.engine.TensorType;
import dev.facet.engine.UnsupportedOpException;
import java.util.List;

/** ECLoss (docs/ops.md): loss [1] and the log marginal, [T] or, per channel, [C,T]. */
public record EcLoss(EcLossOp spec) implements Op {
    @Override
    public OpCode code() {
        return OpCode.ECLOSS;
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "templates");
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        Check in = Check.inputs(this, inputs, 2).floats(0, 1).rank(0, 4).rank(1, 2);
        Shape x = in.shape(0);
        long count = in.shape(1).dim(0);
        in.that(
                in.shape(1).dim(1) == x.dim(1) * x.dim(2),
                "templates [T,H*W] must be as large as the maps of x [N,H,W,C]");
        in.that(
                4L * spec.orbits() <= count,
                "templates [T,H*W] must hold the 4 rows of each of the " + spec.orbits() + " orbits");
        DType type = in.type(0).dtype();
        Shape marginal = spec.perChannelMarginal() ? Shape.of(x.dim(3), count) : Shape.of(count);
        return List.of(new TensorType(type, Shape.SCALAR), new TensorType(type, marginal));
    }

    @Override
    public long[] params() {
        return params(spec);
    }

    static long[] params(EcLossOp spec) {
        return new long[] {
            Params.bits(spec.lambda()),
            Params.flag(spec.perChannelMarginal()),
            Params.flag(spec.normalise()),
            spec.orbits()
        };
    }

    @Override
    public void gradient(Adjoint a) {
        if (a.gradient(1) != null || a.wants(1)) {
            throw new UnsupportedOpException(
                    "ecloss has no gradient through its marginal or with respect to its templates");
        }
        a.add(0, a.graph().apply(new EcLossGrad(spec), a.input(0), a.input(1), a.output(1), a.gradient(0)));
    }
}
