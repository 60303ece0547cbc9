package dev.facet.nn.internal.onnx;

import java.util.function.Supplier;

/**
 * A node's value in a model being written. The layout says where the axes of the node lie in the ONNX tensor: an image that the
 * engine has as [N,H,W,C] is [N,C,H,W] there.
 *
 * @param name the ONNX value's name; for weights the name that they shall have
 * @param dims sizes of the ONNX value; for weights those of the node
 * @param data for weights their elements in the node's order; else null
 */
record Written(String name, long[] dims, Layout layout, Supplier<float[]> data) {
    static Written computed(String name, long[] dims, Layout layout) {
        return new Written(name, dims, layout, null);
    }

    static Written weights(String name, long[] dims, Supplier<float[]> data) {
        return new Written(name, dims, Layout.rowMajor(dims), data);
    }

    boolean isWeights() {
        return data != null;
    }

    int rank() {
        return layout.rank();
    }
}
