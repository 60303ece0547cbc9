package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;

/** ONNX images [N,C,H,W] that the engine keeps as [N,H,W,C]. */
final class Images {
    private Images() {}

    /** The image that a node [N,H,W,C] holds. */
    static Value value(Node nhwc) {
        Shape s = nhwc.shape();
        return Value.computed(nhwc, Layout.ordered(new long[] {s.dim(0), s.dim(3), s.dim(1), s.dim(2)}, Axes.NHWC));
    }
}
