package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.Arrays;
import java.util.Map;

/** Operators whose results are known at import: sizes, and what models compute from them. */
final class ConstantOperators {
    private ConstantOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Constant", Operator.of(ConstantOperators::constant));
        operators.put("ConstantOfShape", Operator.of(ConstantOperators::constantOfShape));
        operators.put("Shape", Operator.of(ConstantOperators::shape));
        operators.put(
                "Size",
                Operator.of(call -> call.folded(HostTensor.ofIntegers(
                        new long[0], call.input(0).layout().count()))));
        operators.put("Range", Operator.of(ConstantOperators::range));
        operators.put("Floor", Operator.of(call -> rounded(call, true)));
        operators.put("Ceil", Operator.of(call -> rounded(call, false)));
        operators.put(
                "Equal",
                Operator.of(call ->
                        call.folded(HostMath.binary(HostMath.Function.EQUAL, call.constant(0), call.constant(1)))));
        operators.put(
                "Where",
                Operator.of(call -> call.folded(HostMath.where(call.constant(0), call.constant(1), call.constant(2)))));
    }

    private static Value constant(Call call) {
        NodeView node = call.node();
        String name = node.outputs().get(0);
        if (node.has("value")) {
            TensorProto tensor = node.tensor("value");
            return Value.known(new Known(
                    name,
                    Known.Origin.CONSTANT,
                    TensorReader.dims(tensor),
                    TensorReader.isIntegral(tensor),
                    () -> call.context().tensors().read(tensor)));
        }
        if (node.has("value_float")) {
            return call.folded(HostTensor.ofReals(new long[0], node.real("value_float", 0)));
        }
        if (node.has("value_floats")) {
            float[] values = node.reals("value_floats");
            return call.folded(HostTensor.ofReals(new long[] {values.length}, values));
        }
        if (node.has("value_int")) {
            return call.folded(HostTensor.ofIntegers(new long[0], node.integer("value_int", 0)));
        }
        if (node.has("value_ints")) {
            return call.folded(HostTensor.ofList(node.integers("value_ints")));
        }
        throw new UnsupportedOnnxException("it has none of value, value_float(s), value_int(s)");
    }

    private static Value constantOfShape(Call call) {
        long[] dims = call.constant(0).integers().clone();
        int count = Dims.count(dims);
        if (count > HostMath.MAX_FOLDED) {
            throw new UnsupportedOnnxException(
                    "it would make " + count + " values at import; at most " + HostMath.MAX_FOLDED + " are supported");
        }
        HostTensor value = call.node().has("value")
                ? call.context().tensors().read(call.node().tensor("value"))
                : HostTensor.ofReals(new long[0], 0);
        if (value.count() != 1) {
            throw new OnnxException("the attribute 'value' has " + value.count() + " elements, not one");
        }
        return call.folded(value.at(dims, new int[count]));
    }

    private static Value shape(Call call) {
        long[] dims = call.input(0).dims();
        int rank = dims.length;
        int start = bounded(call.node().integer("start", 0), rank);
        int end = bounded(call.node().integer("end", rank), rank);
        return call.folded(HostTensor.ofList(Arrays.copyOfRange(dims, start, Math.max(start, end))));
    }

    private static int bounded(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private static Value range(Call call) {
        HostTensor start = call.constant(0);
        HostTensor limit = call.constant(1);
        HostTensor delta = call.constant(2);
        double step = delta.item();
        double count = Math.max(0, Math.ceil((limit.item() - (double) start.item()) / step));
        if (!(count <= HostMath.MAX_FOLDED)) {
            throw new OnnxException("the range from " + start.item() + " to " + limit.item() + " by " + step
                    + " has too many elements, or none can be counted");
        }
        long[] dims = {(long) count};
        if (start.integral()) {
            long[] values = new long[(int) count];
            Arrays.setAll(values, i -> start.integer(0) + i * delta.integer(0));
            return call.folded(HostTensor.ofIntegers(dims, values));
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (start.item() + i * step);
        }
        return call.folded(HostTensor.ofReals(dims, values));
    }

    private static Value rounded(Call call, boolean down) {
        HostTensor x = call.constant(0);
        float[] values = x.reals().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (down ? Math.floor(values[i]) : Math.ceil(values[i]));
        }
        return call.folded(HostTensor.ofReals(x.dims(), values));
    }
}
