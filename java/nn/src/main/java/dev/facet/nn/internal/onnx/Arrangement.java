package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.Arrays;

/** A permutation of a row-major array, in its shortest form: arrangements that move the same elements are equal. */
final class Arrangement {
    private final long[] sizes;
    private final int[] order;

    private Arrangement(long[] sizes, int[] order) {
        this.sizes = sizes;
        this.order = order;
    }

    /**
     * The permutation that lays out the axes in another order.
     *
     * @param sizes of the axes of the array as it is
     * @param sequence the axes as they shall follow each other
     */
    static Arrangement of(long[] sizes, int[] sequence) {
        int[] groupOf = new int[sizes.length];
        int[] starts = new int[sizes.length];
        int groups = 0;
        for (int i = 0; i < sequence.length; i++) {
            boolean follows = i > 0 && sequence[i] == sequence[i - 1] + 1;
            if (!follows) {
                starts[groups++] = sequence[i];
            }
            groupOf[sequence[i]] = groups - 1;
        }
        int[] byMemory = Arrays.copyOf(starts, groups);
        Arrays.sort(byMemory);
        long[] joined = new long[groups];
        int[] order = new int[groups];
        for (int g = 0; g < groups; g++) {
            order[g] = Arrays.binarySearch(byMemory, starts[g]);
            joined[order[g]] = 1;
        }
        for (int axis = 0; axis < sizes.length; axis++) {
            joined[order[groupOf[axis]]] *= sizes[axis];
        }
        return new Arrangement(joined, order);
    }

    /** True if nothing moves. */
    boolean isIdentity() {
        return order.length <= 1;
    }

    /** Sizes of the axes to permute. */
    long[] sizes() {
        return sizes.clone();
    }

    /** The axes as they follow each other afterwards. */
    long[] order() {
        return Arrays.stream(order).asLongStream().toArray();
    }

    /** Sizes of the permuted axes. */
    long[] movedSizes() {
        return Dims.permuted(sizes, order);
    }

    /** The permutation that undoes this one. */
    Arrangement inverse() {
        return new Arrangement(Dims.permuted(sizes, order), Dims.inverse(order));
    }

    /** The elements of {@code values} in the new order. */
    float[] apply(float[] values) {
        if (isIdentity()) {
            return values;
        }
        int[] indices = indices();
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[indices[i]];
        }
        return result;
    }

    /** For each place of the result the place it comes from. */
    int[] indices() {
        int rank = order.length;
        long[] strides = new long[rank];
        long stride = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= sizes[i];
        }
        int[] indices = new int[(int) stride];
        long[] place = new long[rank];
        long source = 0;
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (int) source;
            for (int axis = rank - 1; axis >= 0; axis--) {
                source += strides[order[axis]];
                if (++place[axis] < sizes[order[axis]]) {
                    break;
                }
                source -= strides[order[axis]] * sizes[order[axis]];
                place[axis] = 0;
            }
        }
        return indices;
    }

    /** Appends the permutation to a graph; the result has some shape of the right number of elements. */
    Node apply(Graph graph, Node node) {
        if (isIdentity()) {
            return node;
        }
        if (order.length > Shape.MAX_RANK) {
            throw new UnsupportedOnnxException("its values would have to be rearranged over " + order.length
                    + " axes; the engine has at most " + Shape.MAX_RANK);
        }
        return graph.transpose(graph.reshape(node, sizes), order);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Arrangement a
                && (isIdentity() && a.isIdentity() || Arrays.equals(sizes, a.sizes) && Arrays.equals(order, a.order));
    }

    @Override
    public int hashCode() {
        return isIdentity() ? 0 : Arrays.hashCode(order);
    }
}
