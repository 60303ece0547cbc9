package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is computed once of variables is computed again when they change, however they change. */
class PreparationTest {
    private final Graph g = new Graph();
    private final Node w = g.parameter("w", 1, 1, 1, 1);
    private final Node y = g.conv2d(g.input("x", 1, 1, 1, 1), w, null, Conv2d.valid());
    private final Node z = g.batchNorm(
            y,
            g.parameter("gamma", 1),
            g.parameter("beta", 1),
            g.state("mean", 1),
            g.state("var", 1),
            1e-12,
            0.1,
            false);

    @Test
    void followsVariablesThatAreSet() {
        try (Session session = new Session()) {
            Variables variables = variables(session);
            Executable run = folded(session, variables);
            assertThat(value(run)).isEqualTo(2 * 3 + 1);
            assertThat(value(run)).isEqualTo(2 * 3 + 1);
            variables.get("w").set(5f);
            assertThat(value(run)).isEqualTo(2 * 5 + 1);
            variables.get("gamma").fillFloats(buffer -> buffer.put(-1f));
            assertThat(value(run)).isEqualTo(-2 * 5 + 1);
        }
    }

    @Test
    void followsABufferThatIsWrittenUnseen() {
        try (Session session = new Session()) {
            Variables variables = variables(session);
            Executable run = folded(session, variables);
            FloatBuffer view = variables.get("w").floatBuffer();
            assertThat(value(run)).isEqualTo(2 * 3 + 1);
            view.put(0, 7f);
            assertThat(value(run)).isEqualTo(2 * 7 + 1);
            view.put(0, 8f);
            assertThat(value(run)).isEqualTo(2 * 8 + 1);
        }
    }

    @Test
    void followsAnotherExecutablesUpdates() {
        Graph training = new Graph();
        Node weight = training.parameter("w", 1, 1, 1, 1);
        Node gradient = training.fill(1, 1, 1, 1, 1);
        Node rate = training.constant("rate", Shape.SCALAR, new float[] {0.5f});
        training.sgdUpdate(weight, gradient, training.state("velocity", 1, 1, 1, 1), rate, 0, 0, false);
        Node loss = training.sumSquares(gradient);
        try (Session session = new Session()) {
            Variables variables = session.variables(g, training);
            initialize(variables);
            Executable run = folded(session, variables);
            Executable step = session.compile(Plan.of(training, List.of(loss)), variables);
            assertThat(value(run)).isEqualTo(2 * 3 + 1);
            step.run();
            assertThat(value(run)).isEqualTo(2 * 2.5f + 1);
        }
    }

    private Variables variables(Session session) {
        Variables variables = session.variables(g);
        initialize(variables);
        return variables;
    }

    private static void initialize(Variables variables) {
        variables.get("w").set(3f);
        variables.get("gamma").set(1f);
        variables.get("beta").set(1f);
        variables.get("mean").set(0f);
        variables.get("var").set(1f);
    }

    private Executable folded(Session session, Variables variables) {
        Plan plan = Plan.of(g, List.of(z));
        assertThat(plan.fusions()).containsOnlyKeys("conv2d+batchNorm");
        Executable run = session.compile(plan, variables);
        run.input("x").set(2f);
        return run;
    }

    private float value(Executable run) {
        run.run();
        return run.output(z).item();
    }
}
