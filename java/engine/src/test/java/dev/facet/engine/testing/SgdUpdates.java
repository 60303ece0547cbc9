package dev.facet.engine.testing;

import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.Collection;

/** What makes a training step of a test's graph. */
public final class SgdUpdates {
    private SgdUpdates() {}

    /**
     * Appends an update with momentum 0.9 of every parameter, whose velocity is the state {@code <parameter>.velocity}.
     *
     * @param rate the learning rate, [1]
     */
    public static void append(
            Graph graph,
            Gradients gradients,
            Collection<Node> parameters,
            Node rate,
            double weightDecay,
            boolean nesterov) {
        for (Node p : parameters) {
            Node velocity = graph.state(p.name() + ".velocity", p.shape().toArray());
            graph.sgdUpdate(p, gradients.of(p), velocity, rate, 0.9, weightDecay, nesterov);
        }
    }
}
