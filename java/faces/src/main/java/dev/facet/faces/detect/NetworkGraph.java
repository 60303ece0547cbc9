package dev.facet.faces.detect;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.List;

/** A network without a fixed input size. */
@FunctionalInterface
interface NetworkGraph {

    /**
     * Appends the network to a graph.
     *
     * @return its outputs
     */
    List<Node> append(Graph graph, Node input);
}
