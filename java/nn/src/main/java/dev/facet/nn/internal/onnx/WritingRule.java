package dev.facet.nn.internal.onnx;

/** How an op of the engine is written as ONNX. */
@FunctionalInterface
interface WritingRule {
    /** Appends ONNX nodes for one node of the graph. */
    Written write(WritingCall call);
}
