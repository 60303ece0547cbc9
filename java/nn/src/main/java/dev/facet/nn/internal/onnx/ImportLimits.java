package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.nn.onnx.OnnxException;

/** What building one graph of a model may cost in all: a small file can ask for much, each node within its own bounds. */
final class ImportLimits {
    /** Elements computed at import, of all tensors together. */
    static final long MAX_FOLDED = 1L << 26;

    /** Nodes of the graph that the model adds. */
    static final int MAX_NODES = 1 << 20;

    private final int nodesBefore;
    private long folded;

    ImportLimits(Graph target) {
        this.nodesBefore = target.nodes().size();
    }

    /** Takes note of a tensor computed at import. */
    void fold(HostTensor tensor) {
        folded += tensor.count();
        if (folded > MAX_FOLDED) {
            throw new OnnxException("more than " + MAX_FOLDED
                    + " values would be computed at import; simplify the model's constant parts before");
        }
    }

    /** Refuses a graph that has grown too large. */
    void requireNodes(Graph target) {
        if (target.nodes().size() - nodesBefore > MAX_NODES) {
            throw new OnnxException("the model would become more than " + MAX_NODES
                    + " nodes here; replace what takes single elements apart");
        }
    }
}
