package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.nn.Mode;

/**
 * What holds for a whole model while its graph is built.
 *
 * @param limits what the whole model may cost
 * @param opset version of the operators
 * @param mode what the graph is for
 * @param seed i32 [1] for dropout when training, or null: then there is none
 * @param declaredBatch the number of images the model was saved for, or −1 if it takes any
 * @param batch the number of images of this graph
 */
record BuildContext(
        Emitter emitter,
        TensorReader tensors,
        ImportLimits limits,
        int opset,
        Mode mode,
        Node seed,
        long declaredBatch,
        long batch) {
    /**
     * A size that a model saved for a fixed number of images gives as a number, for this graph's number of images.
     *
     * @param size the first size of a new shape, from the model
     * @param first the first size of the value that gets the shape
     */
    long rebatched(long size, long first) {
        return size == declaredBatch && first == batch ? batch : size;
    }
}
