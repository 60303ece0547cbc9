package dev.facet.nn.onnx;

import dev.facet.engine.Shape;
import java.util.Arrays;

/**
 * One output of a run.
 *
 * @param values row-major in {@code shape}
 * @param shape as the engine keeps it: an image that ONNX has as [N,C,H,W] is [N,H,W,C]
 * @param order axis {@code i} of {@code shape} is the output's ONNX axis {@code order[i]}
 */
public record OnnxResult(float[] values, Shape shape, int[] order) {
    /** The values in ONNX order: an image as [N,C,H,W]. */
    public float[] onnxValues() {
        int rank = order.length;
        long[] stride = new long[rank];
        long[] size = new long[rank];
        long step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            size[order[i]] = shape.dim(i);
            stride[order[i]] = step;
            step *= shape.dim(i);
        }
        float[] result = new float[values.length];
        long[] place = new long[rank];
        int source = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = values[source];
            for (int axis = rank - 1; axis >= 0; axis--) {
                source += (int) stride[axis];
                if (++place[axis] < size[axis]) {
                    break;
                }
                source -= (int) (stride[axis] * size[axis]);
                place[axis] = 0;
            }
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OnnxResult r
                && Arrays.equals(values, r.values)
                && shape.equals(r.shape)
                && Arrays.equals(order, r.order);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "values of " + shape;
    }
}
