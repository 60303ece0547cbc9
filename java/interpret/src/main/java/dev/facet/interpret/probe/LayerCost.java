package dev.facet.interpret.probe;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
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

    private static long own(Node node) {
        if (node.isLeaf()) {
            return node.shape().count();
        }
        boolean weighted = node.inputs().size() > 1
                && node.inputs().get(1).isLeaf()
                && node.inputs().get(1).shape().rank() > 1;
        Node weights = weighted ? node.inputs().get(1) : null;
        // Every output is a product with one filter, or at least one operation.
        return node.shape().count()
                * (weights == null
                        ? 1
                        : weights.shape().count() / weights.shape().dim(0));
    }
}
