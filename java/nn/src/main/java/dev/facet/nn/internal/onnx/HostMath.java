package dev.facet.nn.internal.onnx;

import dev.facet.nn.onnx.OnnxException;
import java.util.Arrays;
import java.util.List;

/** Computations on tensors that are known at import. */
final class HostMath {
    /** Elements of a folded tensor at most; what is folded are sizes, positions and anchors. */
    static final int MAX_FOLDED = 1 << 24;

    /** Functions of two numbers, element by element with broadcasting. */
    enum Function {
        ADD,
        SUB,
        MUL,
        DIV,
        POW,
        EQUAL
    }

    private HostMath() {}

    /** Whole numbers stay whole; their division rounds towards zero. */
    static HostTensor binary(Function function, HostTensor a, HostTensor b) {
        long[] dims = Dims.broadcast(a.dims(), b.dims());
        int[] left = spread(a.dims(), dims);
        int[] right = spread(b.dims(), dims);
        if (a.integral() && b.integral() || function == Function.EQUAL) {
            long[] values = new long[left.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = function == Function.EQUAL
                        ? (equal(a, left[i], b, right[i]) ? 1 : 0)
                        : whole(function, a.integer(left[i]), b.integer(right[i]));
            }
            return HostTensor.ofIntegers(dims, values);
        }
        float[] values = new float[left.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = real(function, a.real(left[i]), b.real(right[i]));
        }
        return HostTensor.ofReals(dims, values);
    }

    /** Whole numbers above 2^24 differ where the reals next to them do not. */
    private static boolean equal(HostTensor a, int i, HostTensor b, int j) {
        return a.integral() && b.integral() ? a.integer(i) == b.integer(j) : a.real(i) == b.real(j);
    }

    private static long whole(Function function, long a, long b) {
        return switch (function) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> {
                if (b == 0) {
                    throw new OnnxException("a whole number is divided by zero");
                }
                yield a / b;
            }
            default -> (long) Math.pow(a, b);
        };
    }

    private static float real(Function function, float a, float b) {
        return switch (function) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            default -> (float) Math.pow(a, b);
        };
    }

    /** Elements of {@code a} where the condition holds, of {@code b} elsewhere. */
    static HostTensor where(HostTensor condition, HostTensor a, HostTensor b) {
        long[] dims = Dims.broadcast(condition.dims(), Dims.broadcast(a.dims(), b.dims()));
        int[] chosen = spread(condition.dims(), dims);
        int[] left = spread(a.dims(), dims);
        int[] right = spread(b.dims(), dims);
        if (a.integral() && b.integral()) {
            long[] values = new long[chosen.length];
            Arrays.setAll(values, i -> condition.integer(chosen[i]) != 0 ? a.integer(left[i]) : b.integer(right[i]));
            return HostTensor.ofIntegers(dims, values);
        }
        float[] values = new float[chosen.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = condition.integer(chosen[i]) != 0 ? a.real(left[i]) : b.real(right[i]);
        }
        return HostTensor.ofReals(dims, values);
    }

    /** The tensor repeated to the given sizes. */
    static HostTensor expand(HostTensor x, long[] dims) {
        return x.at(dims, spread(x.dims(), dims));
    }

    /** The slices of an axis at the given positions. */
    static HostTensor select(HostTensor x, int axis, long[] positions) {
        long[] dims = x.dims();
        long inner = Dims.count(Arrays.copyOfRange(dims, axis + 1, dims.length));
        long size = dims[axis];
        dims[axis] = positions.length;
        int[] indices = new int[folded(dims)];
        for (int i = 0; i < indices.length; i++) {
            long place = i / inner % positions.length;
            long outer = i / inner / positions.length;
            indices[i] = (int) ((outer * size + positions[(int) place]) * inner + i % inner);
        }
        return x.at(dims, indices);
    }

    /** The tensors joined along an axis. */
    static HostTensor concat(List<HostTensor> parts, int axis) {
        long[] dims = parts.get(0).dims();
        dims[axis] = 0;
        boolean integral = true;
        for (HostTensor part : parts) {
            long[] own = part.dims();
            if (own.length != dims.length) {
                throw new OnnxException("the inputs have different numbers of axes");
            }
            for (int i = 0; i < dims.length; i++) {
                if (i != axis && own[i] != dims[i]) {
                    throw new OnnxException("the inputs differ in axis " + i);
                }
            }
            dims[axis] += own[axis];
            integral &= part.integral();
        }
        int count = folded(dims);
        int outer = Dims.count(Arrays.copyOf(dims, axis));
        long[] integers = new long[integral ? count : 0];
        float[] reals = new float[integral ? 0 : count];
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (HostTensor part : parts) {
                int length = part.count() / outer;
                for (int i = o * length; i < (o + 1) * length; i++, at++) {
                    if (integral) {
                        integers[at] = part.integer(i);
                    } else {
                        reals[at] = part.real(i);
                    }
                }
            }
        }
        return integral ? HostTensor.ofIntegers(dims, integers) : HostTensor.ofReals(dims, reals);
    }

    /** For each element of the sizes {@code to} the element of the sizes {@code from} that is repeated there. */
    private static int[] spread(long[] from, long[] to) {
        long[] padded = Dims.padded(from, to.length);
        int[] indices = new int[folded(to)];
        long[] strides = new long[to.length];
        long stride = 1;
        for (int i = to.length - 1; i >= 0; i--) {
            strides[i] = padded[i] == 1 ? 0 : stride;
            stride *= padded[i];
        }
        for (int i = 0; i < indices.length; i++) {
            long rest = i;
            long source = 0;
            for (int axis = to.length - 1; axis >= 0; axis--) {
                source += rest % to[axis] * strides[axis];
                rest /= to[axis];
            }
            indices[i] = (int) source;
        }
        return indices;
    }

    private static int folded(long[] dims) {
        int count = Dims.count(dims);
        if (count > MAX_FOLDED) {
            throw new OnnxException("a tensor of the sizes " + Arrays.toString(dims)
                    + " would be computed at import; at most " + MAX_FOLDED + " elements are");
        }
        return count;
    }
}
