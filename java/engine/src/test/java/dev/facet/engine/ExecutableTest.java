package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutableTest {
    @Test
    void computesALinearLayerByHand() {
        Graph g = new Graph();
        Node x = g.input("x", 2, 3);
        Node w = g.parameter("w", 2, 3);
        Node b = g.parameter("b", 2);
        Node y = g.named("y", g.relu(g.linear(x, w, b)));
        try (Session session = new Session()) {
            Variables variables = session.variables(g);
            variables.get("w").set(1f, 2f, 3f, -1f, -1f, -1f);
            variables.get("b").set(0.5f, 0.25f);
            Executable run = session.compile(Plan.of(g, List.of(y)), variables);
            run.input("x").set(1f, 0f, 1f, -1f, 0f, 0f);
            run.run();
            assertThat(run.output("y").toFloats()).containsExactly(4.5f, 0f, 0f, 1.25f);
            run.input("x").floatBuffer().put(0, 2f);
            run.run();
            assertThat(run.output(y).toFloats()).containsExactly(5.5f, 0f, 0f, 1.25f);
        }
    }

    @Test
    void descendsAQuadratic() {
        Graph g = new Graph();
        Node p = g.parameter("p", 4);
        Node target = g.constant("target", Shape.of(4), new float[] {1, 2, 3, 4});
        Node loss = g.sumSquares(g.sub(p, target));
        Gradients gradients = Gradients.of(g, loss, List.of(p));
        g.sgdUpdate(p, gradients.of(p), g.state("v", 4), g.input("lr", 1), 0.5, 0, false);
        try (Session session = new Session()) {
            Variables variables = session.variables(g);
            Executable train = session.compile(Plan.of(g, List.of(loss)), variables);
            train.input("lr").set(0.1f);
            train.run();
            assertThat(train.output(loss).item()).isEqualTo(30f);
            assertThat(variables.get("p").toFloats()).containsExactly(0.2f, 0.4f, 0.6f, 0.8f);
            for (int i = 0; i < 50; i++) {
                train.run();
            }
            assertThat(train.output(loss).item()).isCloseTo(0f, within(1e-6f));
            assertThat(variables.get("p").toFloats()[3]).isCloseTo(4f, within(1e-3f));
        }
    }
}
