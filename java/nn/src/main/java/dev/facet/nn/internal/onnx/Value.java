package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;

/**
 * A value of a model while its graph is built: computed by a node of the graph, or known already. The node's own shape is
 * free; what its elements mean is said by the layout.
 */
final class Value {
    private final Layout layout;
    private final Node node;
    private final Known known;

    private Value(Layout layout, Node node, Known known) {
        this.layout = layout;
        this.node = node;
        this.known = known;
    }

    static Value computed(Node node, Layout layout) {
        return new Value(layout, node, null);
    }

    static Value known(Known known) {
        return new Value(Layout.rowMajor(known.dims()), null, known);
    }

    Layout layout() {
        return layout;
    }

    long[] dims() {
        return layout.dims();
    }

    int rank() {
        return layout.rank();
    }

    boolean isKnown() {
        return known != null;
    }

    /** True if computations on it are done at import. */
    boolean isFoldable() {
        return isKnown() && known.isFoldable();
    }

    /** True if its elements are whole numbers; computed values never are. */
    boolean isIntegral() {
        return isKnown() && known.integral();
    }

    /** The node of a computed value. */
    Node node() {
        return node;
    }

    /** The tensor behind a known value. */
    Known tensor() {
        return known;
    }

    /** A known value's elements with its axes in ONNX order. */
    HostTensor data() {
        HostTensor data = known.data();
        Arrangement arrangement = Arrangement.of(layout.factors(), layout.sequence(Dims.identity(rank())));
        return arrangement.isIdentity() ? data.reshaped(dims()) : data.at(dims(), arrangement.indices());
    }

    /** The same elements described otherwise. */
    Value viewed(Layout other) {
        return new Value(other, node, known);
    }

    /** The same elements in another node of the same arrangement. */
    Value in(Node other) {
        return new Value(layout, other, null);
    }
}
