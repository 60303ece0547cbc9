package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.ops.Sgd;
import dev.facet.engine.testing.SgdUpdates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Large matrices are updated panel by panel: less memory, the same bits. */
class UpdatePanelsTest {
    private static final int BATCH = 3;
    private static final int INPUTS = 4000;
    private static final int OUTPUTS = 2500; // 40 MB, the last panel is not full

    /** Two linear layers in training. */
    private static final class Net {
        private final Graph graph = new Graph();
        private final Node loss;
        private final Node gradient;

        Net() {
            Node x = graph.input("x", BATCH, INPUTS);
            Node hidden = graph.linear(x, graph.parameter("first", 5, INPUTS), null);
            Node large = graph.parameter("large", OUTPUTS, INPUTS);
            Node y = graph.linear(
                    graph.tanh(graph.matmul(hidden, graph.parameter("back", 5, INPUTS), false, false)), large, null);
            loss = graph.sumSquares(y);
            Gradients gradients = Gradients.of(graph, loss, List.of(graph.node("first"), large));
            gradient = gradients.of(large);
            Node rate = graph.input("rate", 1);
            SgdUpdates.append(graph, gradients, List.of(graph.node("first"), large), rate, 1e-3, true);
        }

        Plan plan(boolean reuse, Node... outputs) {
            return Plan.of(graph, List.of(outputs), PlanOptions.defaults().reuseMemory(reuse));
        }
    }

    @Test
    void theWholeGradientIsNeverThere() {
        Net net = new Net();
        long gradient = net.gradient.type().bytes();
        assertThat(net.plan(true, net.loss).arenaBytes(Plan.Arena.ACTIVATIONS)).isLessThan(gradient / 2);
        assertThat(net.plan(true, net.loss).layout().steps().stream().filter(step -> step.op() instanceof Sgd))
                .hasSize(1 + 3);
    }

    @Test
    void aGradientThatIsAskedForStaysWhole() {
        Net net = new Net();
        Plan plan = net.plan(true, net.loss, net.gradient);
        assertThat(plan.layout().steps().stream().filter(step -> step.op() instanceof Sgd))
                .hasSize(2);
    }

    @Test
    void panelsGiveTheSameBits() {
        List<float[]> panels = trained(true);
        List<float[]> whole = trained(false);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(Arrays.equals(panels.get(i), whole.get(i)))
                    .as("variable %d", i)
                    .isTrue();
        }
    }

    /** All variables after two steps. */
    private static List<float[]> trained(boolean reuse) {
        Net net = new Net();
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> values = new ArrayList<>();
        try (Session session = new Session()) {
            Variables variables = session.variables(net.graph);
            Executable step = session.compile(net.plan(reuse, net.loss), variables);
            for (String name : List.of("first", "back", "large")) {
                variables
                        .get(name)
                        .set(randoms(random, variables.get(name).shape().count()));
            }
            step.input("x").set(randoms(random, BATCH * INPUTS));
            step.input("rate").set(1e-3f);
            step.run();
            step.run();
            variables.names().forEach(name -> values.add(variables.get(name).toFloats()));
        }
        return values;
    }

    private static float[] randoms(SplittableRandom random, long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) / 10;
        }
        return values;
    }
}
