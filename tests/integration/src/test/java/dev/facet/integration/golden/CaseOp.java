package dev.facet.integration.golden;

import dev.facet.engine.DType;
import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import dev.facet.engine.ops.Op;
import dev.facet.engine.testing.OpCase;
import java.util.List;
import java.util.Locale;

/** An op case as one step of a program: the case says code, parameters and result shapes; no rule of Java's ops is involved. */
record CaseOp(OpCase spec, DType type) implements Op {
    @Override
    public OpCode code() {
        return OpCode.valueOf(spec.op().toUpperCase(Locale.ROOT));
    }

    @Override
    public List<String> inputNames() {
        return spec.inputs().stream().map(OpCase.Operand::name).toList();
    }

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
        return spec.outputs().stream().map(t -> t.type(type)).toList();
    }

    @Override
    public long[] params() {
        return spec.slots();
    }
}
