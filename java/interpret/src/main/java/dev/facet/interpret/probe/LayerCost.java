package dev.facet.interpret.probe;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.MatMul;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** What it costs a network to come as far as a layer. */
final class LayerCost {
    private final Graph graph;

    LayerCost(Network network) {
        graph = new Graph();
        network.build(
                graph,
                graph.input("images", 1, network.inputSize(), network.inputSize(), network.channels()),
                Mode.INFERENCE,
                null);
    }

    /** Multiply-adds for one picture, of convolutions and matrix products. */
    long multiplyAdds(String layer) {
        long sum = 0;
        Set<Node> seen = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        open.add(graph.node(layer));
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (seen.add(node)) {
                sum += own(node);
                open.addAll(node.inputs());
            }
        }
        return sum;
    }

    /** Every output of a convolution or a product is one with as many numbers as a filter or a column has. */
    private static long own(Node node) {
        if (node.op() instanceof Convolution) {
            Shape filters = node.inputs().get(1).shape();
            return node.shape().count() * (filters.count() / filters.dim(0));
        }
        if (node.op() instanceof MatMul product) {
            return node.shape().count() * node.inputs().get(0).shape().dim(product.transA() ? 0 : 1);
        }
        return 0;
    }
}
