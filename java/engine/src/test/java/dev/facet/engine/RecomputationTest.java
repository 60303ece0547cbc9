package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.internal.Step;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.testing.SgdUpdates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations that are computed again take less memory and have the same bits. */
class RecomputationTest {
    private static final int LAYERS = 16;
    private static final int RUNS = 3;
    private static final int NETS = 30;

    /** A chain of convolution, batch norm, ReLU and dropout in training. */
    private static final class Chain {
        private final Graph graph;
        private final Node loss;

        Chain(DType type) {
            graph = new Graph(type);
            Node seed = graph.input("seed", DType.I32, 1);
            Node x = graph.input("x", 2, 8, 8, 4);
            List<Node> parameters = new ArrayList<>();
            for (int i = 0; i < LAYERS; i++) {
                Node w = graph.parameter("w" + i, 4, 3, 3, 4);
                Node gamma = graph.parameter("gamma" + i, 4);
                Node beta = graph.parameter("beta" + i, 4);
                Node mean = graph.state("mean" + i, 4);
                Node variance = graph.state("var" + i, 4);
                Node normal = graph.batchNorm(
                        graph.conv2d(x, w, null, Conv2d.same(3)), gamma, beta, mean, variance, 1e-5, 0.1, true);
                x = graph.dropout(graph.relu(normal), 0.2, seed);
                parameters.addAll(List.of(w, gamma, beta));
            }
            loss = graph.sumSquares(graph.reshape(x, 2, 256));
            Gradients gradients = Gradients.of(graph, loss, parameters);
            Node rate = graph.input("rate", 1);
            SgdUpdates.append(graph, gradients, parameters, rate, 1e-3, true);
        }

        Plan plan(Recomputation recomputation) {
            return Plan.of(
                    graph,
                    List.of(loss),
                    PlanOptions.defaults().reuseMemory(true).recomputation(recomputation));
        }

        /** All variables and the loss after some steps. */
        List<double[]> trained(Plan plan) {
            List<double[]> values = new ArrayList<>();
            SplittableRandom random = new SplittableRandom(1);
            try (Session session = new Session()) {
                Variables variables = session.variables(graph);
                Executable step = session.compile(plan, variables);
                for (String name : variables.names()) {
                    if (!name.endsWith(".velocity")) {
                        variables
                                .get(name)
                                .set(random.doubles(variables.get(name).shape().count(), 0.1, 0.5)
                                        .toArray());
                    }
                }
                step.input("x").set(random.doubles(512, -1, 1).toArray());
                step.input("rate").set(1e-3);
                for (int run = 0; run < RUNS; run++) {
                    step.input("seed").set(run);
                    step.run();
                    values.add(step.output(loss).toDoubles());
                }
                variables.names().forEach(name -> values.add(variables.get(name).toDoubles()));
            }
            return values;
        }
    }

    @Test
    void takesLessMemory() {
        Chain chain = new Chain(DType.F32);
        long whole = activations(chain.plan(Recomputation.NONE));
        Plan plan = chain.plan(Recomputation.LEAST_MEMORY);
        assertThat(activations(plan)).isLessThan(whole / 2);
        assertThat(plan.repeatedSteps()).isPositive();
        assertThat(plan.repeatedWork()).isBetween(0.5, 1.0);
        assertThat(plan.describe()).contains(plan.repeatedSteps() + " steps are computed again for the gradients");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F64"})
    void givesTheSameBits(DType type) {
        Chain chain = new Chain(type);
        List<double[]> kept = chain.trained(chain.plan(Recomputation.NONE));
        Plan least = chain.plan(Recomputation.LEAST_MEMORY);
        assertThat(least.layout().steps().stream().filter(step -> step.op() instanceof BatchNormTrain))
                .hasSizeGreaterThan(LAYERS);
        assertThat(chain.trained(least)).usingRecursiveComparison().isEqualTo(kept);
    }

    @Test
    void repetitionsUpdateNothing() {
        Plan plan = new Chain(DType.F32).plan(Recomputation.LEAST_MEMORY);
        long norms = 0;
        for (Step step : plan.layout().steps()) {
            if (step.op() instanceof BatchNormTrain
                    && plan.layout().storages().of(step.outputs().get(3)).arena() == Plan.Arena.VARIABLES) {
                norms++;
            }
        }
        assertThat(norms).isEqualTo(LAYERS);
    }

    @Test
    void computesAsLittleAgainAsABudgetAsks() {
        Chain chain = new Chain(DType.F32);
        long whole = activations(chain.plan(Recomputation.NONE));
        long least = activations(chain.plan(Recomputation.LEAST_MEMORY));
        double work = 1;
        for (long budget = least + 10_000; budget < whole; budget += (whole - least) / 5) {
            Plan plan = chain.plan(Recomputation.within(budget));
            assertThat(activations(plan)).isLessThanOrEqualTo(budget);
            assertThat(plan.repeatedWork()).isLessThanOrEqualTo(work);
            work = plan.repeatedWork();
        }
        assertThat(chain.plan(Recomputation.within(whole)).repeatedSteps()).isZero();
    }

    @Test
    void aBudgetThatIsTooSmallIsRefusedWithTheLeast() {
        Chain chain = new Chain(DType.F32);
        assertThatThrownBy(() -> chain.plan(Recomputation.within(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 bytes")
                .hasMessageContaining("smaller batch");
        assertThatThrownBy(() -> Recomputation.within(0)).hasMessageContaining("positive");
    }

    @Test
    void whatIsTappedIsNotComputedAgain() {
        Chain chain = new Chain(DType.F32);
        List<Node> outputs = new ArrayList<>(List.of(chain.loss));
        chain.graph.nodes().stream()
                .filter(node -> !node.isLeaf() && node.shape().rank() == 4)
                .forEach(outputs::add);
        Plan plan = Plan.of(
                chain.graph,
                outputs,
                PlanOptions.defaults().reuseMemory(true).recomputation(Recomputation.LEAST_MEMORY));
        assertThat(plan.repeatedSteps()).isZero();
    }

    @Test
    void aGraphWithoutGradientsIsLeftAsItIs() {
        Graph g = new Graph();
        Node y = g.exp(g.input("x", 4, 4));
        PlanOptions options = PlanOptions.defaults().recomputation(Recomputation.LEAST_MEMORY);
        assertThat(Plan.of(g, List.of(y), options).repeatedSteps()).isZero();
    }

    @Test
    void anEditedCopyKnowsItsForwardPass() {
        Chain chain = new Chain(DType.F32);
        Graph copy = Edits.replace(chain.graph, Map.of("x", UnaryOperator.identity()));
        assertThat(copy.forwardOps()).isEqualTo(chain.graph.forwardOps());
    }

    @Test
    void anyNetGivesTheSameBits() {
        int repeated = 0;
        for (long seed = 0; seed < NETS; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F32, true);
            PlanOptions options = PlanOptions.defaults().reuseMemory(true);
            Plan plan = Plan.of(net.graph(), net.outputs(), options.recomputation(Recomputation.LEAST_MEMORY));
            repeated += plan.repeatedSteps();
            assertThat(results(seed, net, plan))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(results(seed, net, Plan.of(net.graph(), net.outputs(), options)));
        }
        assertThat(repeated).isPositive();
    }

    private static List<double[]> results(long seed, RandomGraphs.Net net, Plan plan) {
        List<double[]> results = new ArrayList<>();
        try (Session session = new Session()) {
            Variables variables = session.variables(net.graph());
            Executable run = session.compile(plan, variables);
            RandomGraphs.feed(seed, run, variables);
            for (int i = 0; i < RUNS; i++) {
                run.run();
            }
            net.outputs().forEach(node -> results.add(run.output(node).toDoubles()));
            variables.names().forEach(name -> results.add(variables.get(name).toDoubles()));
        }
        return results;
    }

    private static long activations(Plan plan) {
        return plan.arenaBytes(Plan.Arena.ACTIVATIONS);
    }
}
