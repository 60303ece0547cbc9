package dev.facet.nn.internal.onnx;

/** Orders of axes that have names in the field. */
final class Axes {
    /** ONNX axes of an image [N,C,H,W] in the order in which the engine keeps them. */
    static final int[] NHWC = {0, 2, 3, 1};

    /** ONNX axes of a convolution's weights [K,C,R,S] in the engine's order KRSC. */
    static final int[] KRSC = {0, 2, 3, 1};

    private Axes() {}

    /** The order of axes with the channels, axis 1, innermost: NHWC for images, [N,L,C] for sequences, [N,C] for vectors. */
    static int[] channelsLast(int rank) {
        int[] order = new int[rank];
        for (int i = 1; i < rank - 1; i++) {
            order[i] = i + 1;
        }
        if (rank > 1) {
            order[rank - 1] = 1;
        }
        return order;
    }
}
