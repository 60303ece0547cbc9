package dev.facet.nn.checkpoint;

import dev.facet.engine.Shape;
import dev.facet.nn.VariableSpec;

/**
 * One of our variables and what torchvision calls it.
 *
 * @param variable ours
 * @param name in torchvision's state dictionary
 * @param shape there: convolution weights are OIHW
 * @param side of the square maps that a linear layer reads flattened, channel first in torchvision and channel last here; 0
 *     for all other tensors
 */
public record TorchvisionTensor(VariableSpec variable, String name, Shape shape, int side) {

    static TorchvisionTensor of(VariableSpec variable, String name) {
        Shape ours = variable.shape();
        Shape shape = ours.rank() == 4 ? Shape.of(ours.dim(0), ours.dim(3), ours.dim(1), ours.dim(2)) : ours;
        return new TorchvisionTensor(variable, name, shape, 0);
    }

    /** A linear layer on maps of height and width {@code side}. */
    static TorchvisionTensor flattened(VariableSpec variable, String name, int side) {
        return new TorchvisionTensor(variable, name, variable.shape(), side);
    }

    /** Whether the elements stand in another order than ours. */
    boolean reordered() {
        return variable.shape().rank() == 4 || side > 0;
    }

    /** Where element {@code i} of torchvision's tensor is in ours: [.., channel, pixel] against [.., pixel, channel]. */
    int place(int i) {
        int pixels = side > 0 ? side * side : Math.toIntExact(shape.dim(2) * shape.dim(3));
        int row = Math.toIntExact(shape.count() / shape.dim(0));
        int channels = row / pixels;
        int within = i % row;
        return i - within + within % pixels * channels + within / pixels;
    }
}
