package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.facet.engine.Node;
import dev.facet.nn.Mode;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that say the same elements in other words, and so usually add nothing to a graph. */
final class ViewOperators {
    private ViewOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Identity", Operator.of(call -> call.input(0)));
        operators.put("Dropout", Operator.of(ViewOperators::dropout));
        operators.put("Cast", Operator.of(ViewOperators::cast));
        operators.put("Transpose", Operator.of(ViewOperators::transpose));
        operators.put("Reshape", Operator.of(ViewOperators::reshape));
        operators.put("Flatten", Operator.of(ViewOperators::flatten));
        operators.put("Squeeze", Operator.of(ViewOperators::squeeze));
        operators.put("Unsqueeze", Operator.of(ViewOperators::unsqueeze));
    }

    /** Dropout is what training makes of it; the flag {@code training_mode} that a model may carry is not looked at. */
    private static Value dropout(Call call) {
        call.node().ignore("seed");
        float rate = call.opset() < 12
                ? call.node().real("ratio", 0.5f)
                : call.has(1) ? call.constant(1).item() : 0.5f;
        Node seed = call.context().seed();
        if (call.context().mode() == Mode.INFERENCE || seed == null || rate == 0) {
            return call.input(0);
        }
        return Elementwise.apply(call, call.input(0), x -> call.graph().dropout(x, rate, seed));
    }

    private static Value cast(Call call) {
        call.node().ignore("saturate");
        call.node().ignore("round_mode");
        TensorProto.DataType type = castType(call.node().integer("to", 0));
        boolean toReals = type == TensorProto.DataType.FLOAT
                || type == TensorProto.DataType.DOUBLE
                || type == TensorProto.DataType.FLOAT16
                || type == TensorProto.DataType.BFLOAT16;
        Value x = call.input(0);
        if (toReals && !x.isIntegral()) {
            return x;
        }
        if (!x.isFoldable()) {
            throw new UnsupportedOnnxException(
                    "values that depend on the model's inputs stay real; cannot cast to " + type);
        }
        if (type == TensorProto.DataType.BOOL) {
            HostTensor zero = HostTensor.ofIntegers(new long[0], 0);
            HostTensor isZero = HostMath.binary(HostMath.Function.EQUAL, x.data(), zero);
            HostTensor one = HostTensor.ofIntegers(new long[0], 1);
            return call.folded(HostMath.binary(HostMath.Function.SUB, one, isZero));
        }
        return call.folded(x.data().cast(!toReals));
    }

    private static TensorProto.DataType castType(long to) {
        TensorProto.DataType type = to == (int) to ? TensorProto.DataType.forNumber((int) to) : null;
        if (type == null) {
            throw new OnnxException("the attribute 'to' is " + to + ", which is no type");
        }
        return switch (type) {
            case UNDEFINED, STRING, COMPLEX64, COMPLEX128 ->
                throw new UnsupportedOnnxException("cannot cast to " + type + "; real and whole numbers are supported");
            default -> type;
        };
    }

    private static Value transpose(Call call) {
        Value x = call.input(0);
        int rank = x.rank();
        long[] order = call.node().integers("perm");
        int[] axes = order == null
                ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
                : Arrays.stream(order).mapToInt(axis -> Dims.axis(axis, rank)).toArray();
        if (axes.length != rank || Arrays.stream(axes).distinct().count() != rank) {
            throw new OnnxException("perm " + Arrays.toString(axes) + " is no order of " + rank + " axes");
        }
        return x.viewed(x.layout().transposed(axes));
    }

    private static Value reshape(Call call) {
        Value x = call.input(0);
        long[] old = x.dims();
        long[] dims = call.constant(1).integers().clone();
        boolean zeroIsZero = call.node().flag("allowzero", false);
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && !zeroIsZero) {
                if (i >= old.length) {
                    throw new OnnxException("axis " + i + " of " + Arrays.toString(old) + " does not exist");
                }
                dims[i] = old[i];
            } else if (dims[i] == -1) {
                if (open >= 0) {
                    throw new OnnxException("two sizes are -1 in " + Arrays.toString(dims));
                }
                open = i;
                dims[i] = 1;
            } else if (i == 0 && old.length > 0 && !x.isKnown()) {
                dims[i] = call.context().rebatched(dims[i], old[0]);
            }
        }
        int known = Dims.count(dims);
        int count = x.layout().count();
        if (open >= 0 && known > 0) {
            dims[open] = count / known;
        }
        if (Dims.count(dims) != count) {
            throw new OnnxException(Arrays.toString(old) + " cannot be reshaped to " + Arrays.toString(dims)
                    + (call.context().batch() == call.context().declaredBatch()
                            ? ""
                            : "; the model may work for " + call.context().declaredBatch() + " images at a time only"));
        }
        return call.emit().reshaped(x, dims);
    }

    private static Value flatten(Call call) {
        Value x = call.input(0);
        long declared = call.node().integer("axis", 1);
        // The axis behind the last exists here: then the second size is 1.
        int axis = declared == x.rank() ? x.rank() : Dims.axis(declared, x.rank());
        long[] dims = x.dims();
        return call.emit()
                .reshaped(
                        x,
                        Dims.count(Arrays.copyOf(dims, axis)),
                        Dims.count(Arrays.copyOfRange(dims, axis, dims.length)));
    }

    private static Value squeeze(Call call) {
        Value x = call.input(0);
        long[] dims = x.dims();
        long[] axes = call.list("axes", 1, 13);
        boolean[] dropped = new boolean[dims.length];
        for (int i = 0; i < dims.length; i++) {
            dropped[i] = axes == null && dims[i] == 1;
        }
        if (axes != null) {
            for (long axis : axes) {
                int i = Dims.axis(axis, dims.length);
                if (dims[i] != 1) {
                    throw new OnnxException("axis " + axis + " of " + Arrays.toString(dims) + " is not 1");
                }
                dropped[i] = true;
            }
        }
        long[] rest = IntStream.range(0, dims.length)
                .filter(i -> !dropped[i])
                .mapToLong(i -> dims[i])
                .toArray();
        return call.emit().reshaped(x, rest);
    }

    private static Value unsqueeze(Call call) {
        Value x = call.input(0);
        long[] axes = call.list("axes", 1, 13);
        if (axes == null) {
            throw new OnnxException("axes are missing");
        }
        int rank = x.rank() + axes.length;
        Dims.requireRank(rank);
        long[] dims = new long[rank];
        for (long axis : axes) {
            int i = Dims.axis(axis, rank);
            if (dims[i] == 1) {
                throw new OnnxException("axis " + axis + " is given twice");
            }
            dims[i] = 1;
        }
        int next = 0;
        for (int i = 0; i < rank; i++) {
            if (dims[i] == 0) {
                dims[i] = x.layout().dim(next++);
            }
        }
        return call.emit().reshaped(x, dims);
    }
}
