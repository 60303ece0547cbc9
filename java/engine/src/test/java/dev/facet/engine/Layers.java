package dev.facet.engine;

import java.util.ArrayList;
import java.util.List;

/** The layers that tests build their networks of; it remembers the parameters it makes. */
final class Layers {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final Graph graph;
    private final List<Node> parameters = new ArrayList<>();

    Layers(Graph graph) {
        this.graph = graph;
    }

    /** All parameters so far, in the order in which they were made. */
    List<Node> parameters() {
        return List.copyOf(parameters);
    }

    Node parameter(String name, long... dims) {
        Node parameter = graph.parameter(name, dims);
        parameters.add(parameter);
        return parameter;
    }

    /** Square kernels without bias: the parameter {@code name.w}. */
    Node convolution(String name, Node x, long channels, long kernel, Conv2d spec) {
        long depth = x.shape().dim(3) / spec.groups();
        return graph.conv2d(x, parameter(name + ".w", channels, kernel, kernel, depth), null, spec);
    }

    /** The parameters {@code name.w} and {@code name.bias}. */
    Node linear(String name, Node x, long outputs) {
        long inputs = x.shape().dim(1);
        return graph.linear(x, parameter(name + ".w", outputs, inputs), parameter(name + ".bias", outputs));
    }

    /** A {@link #convolution} and batch norm in training: further parameters {@code name.gamma} and {@code name.beta}. */
    Node normalized(String name, Node x, long channels, long kernel, Conv2d spec) {
        return graph.batchNorm(
                convolution(name, x, channels, kernel, spec),
                parameter(name + ".gamma", channels),
                parameter(name + ".beta", channels),
                graph.state(name + ".mean", channels),
                graph.state(name + ".var", channels),
                EPSILON,
                MOMENTUM,
                true);
    }
}
