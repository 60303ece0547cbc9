package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.internal.Layout;
import dev.facet.engine.internal.Storage;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BatchNormTrainGrad;
import dev.facet.engine.testing.SgdUpdates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Training steps with batch normalisation, computed a few images after the others. */
class BatchSlicesTest {
    private static final int BATCH = 4;
    private static final int SIZE = 8;
    private static final int CHANNELS = 8;
    private static final int WIDE = 48;
    private static final double LARGE_MEAN = 1000;

    /** An inverted bottleneck with its shortcut, as MobileNetV2 has them, in training. */
    private static final class Net {
        private final Graph graph;
        private final Node wide;
        private final Node loss;
        private final Gradients gradients;

        Net(DType type) {
            graph = new Graph(type);
            Layers layers = new Layers(graph);
            Node x = graph.input("x", BATCH, SIZE, SIZE, CHANNELS);
            Conv2d one = Conv2d.same(1);
            Node stem = layers.normalized("stem", x, CHANNELS, 1, one);
            wide = graph.relu6(layers.normalized("wide", stem, WIDE, 1, one));
            Conv2d grouped = Conv2d.same(3).groups(WIDE);
            Node depthwise = graph.relu6(layers.normalized("depthwise", wide, WIDE, 3, grouped));
            Node narrow = layers.normalized("narrow", depthwise, CHANNELS, 1, one);
            Node sum = graph.add(narrow, stem);
            Node last = graph.relu(layers.normalized("last", sum, 5, 3, Conv2d.same(3)));
            loss = graph.sumSquares(graph.globalAvgPool(last));
            gradients = Gradients.of(graph, loss, layers.parameters());
            Node rate = graph.input("rate", 1);
            SgdUpdates.append(graph, gradients, layers.parameters(), rate, 1e-3, false);
        }

        Plan plan(long sliceBytes, Node... outputs) {
            return Plan.of(graph, List.of(outputs), PlanOptions.defaults().sliceBytes(sliceBytes));
        }
    }

    @Test
    void everyGroupBetweenTwoNormalisationsIsCut() {
        Net net = new Net(DType.F32);
        assertThat(net.plan(0, net.loss).slicedGroups()).isZero();
        assertThat(net.plan(Long.MAX_VALUE, net.loss).slicedGroups()).isZero();
        Plan plan = net.plan(1, net.loss);
        assertThat(plan.describe()).contains(plan.slicedGroups() + " groups in slices");
        assertThat(plan.slicedGroups()).isGreaterThanOrEqualTo(9);
        assertThat(plan.layout().steps())
                .noneMatch(step -> step.op() instanceof BatchNormTrain || step.op() instanceof BatchNormTrainGrad);
    }

    @Test
    void wideMapsAreNormalisedAgainInsteadOfKept() {
        Net net = new Net(DType.F32);
        Plan plan = net.plan(1, net.loss);
        long widest = net.wide.type().bytes() / BATCH;
        assertThat(plan.layout().steps().stream()
                        .filter(step -> step.op() instanceof BatchNormInfer)
                        .filter(step -> step.outputs().get(0).type().bytes() == widest))
                .as("two wide maps, forward and backward")
                .hasSize(2 * 2 * BATCH);
        assertThat(plan.layout().storages().of(net.wide)).isNull();
        assertThat(net.plan(0, net.loss).layout().storages().of(net.wide)).isNotNull();
    }

    @Test
    void aGroupBeginsWithTheImagesThatTheGroupBeforeEndedWith() {
        Net net = new Net(DType.F32);
        Layout layout = net.plan(1, net.loss).layout();
        List<Node> normalised = layout.steps().stream()
                .filter(step -> step.op() instanceof BatchNormInfer)
                .map(step -> step.inputs().get(0))
                .filter(node -> node.type().bytes() == net.wide.type().bytes() / BATCH)
                .limit(BATCH)
                .toList();
        Storage whole = layout.storages().of(normalised.get(0));
        List<Long> written = layout.steps().stream()
                .flatMap(step -> step.outputs().stream())
                .filter(node -> layout.storages().of(node) == whole)
                .map(layout.storages()::offsetIn)
                .limit(BATCH)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(written);
        assertThat(normalised).extracting(layout.storages()::offsetIn).isEqualTo(written);
        assertThat(written).doesNotHaveDuplicates();
    }

    @Test
    void whatIsAskedForIsThere() {
        Net net = new Net(DType.F64);
        Node gamma = net.gradients.of(net.graph.node("wide.gamma"));
        Node w = net.gradients.of(net.graph.node("depthwise.w"));
        List<double[]> sliced = results(net, net.plan(1, net.loss, net.wide, gamma, w), 2, 0);
        List<double[]> whole = results(net, net.plan(0, net.loss, net.wide, gamma, w), 2, 0);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(sliced.get(i)).as("result %d", i).containsExactly(whole.get(i), within(1e-9));
        }
    }

    @Test
    void everyThreadCountGivesTheSameBits() {
        Net net = new Net(DType.F32);
        List<double[]> one = results(net, net.plan(1, net.loss), 1, 0);
        for (int threads = 2; threads <= 3; threads++) {
            assertThat(results(net, net.plan(1, net.loss), threads, 0))
                    .usingRecursiveComparison()
                    .isEqualTo(one);
        }
    }

    /** Slices are compared by their means: a mean far from zero must not cancel the variance. */
    @Test
    void statisticsAreRightFarFromZero() {
        Net net = new Net(DType.F32);
        List<double[]> sliced = results(net, net.plan(1, net.loss, net.wide), 2, LARGE_MEAN);
        List<double[]> whole = results(net, net.plan(0, net.loss, net.wide), 2, LARGE_MEAN);
        assertThat(sliced.get(1)).containsExactly(whole.get(1), within(1e-3));
    }

    @Test
    void onlyGraphsThatWaitForTheirMapsAreCutUnlessAsked() {
        Graph narrow = convolution(CHANNELS);
        Graph wide = convolution(1 << 16);
        Graph bottleneck = new Net(DType.F32).graph;
        try (Device cpu = Device.cpu(1)) {
            assertThat(PlanOptions.of(cpu, bottleneck).sliceBytes()).isPositive();
            assertThat(PlanOptions.of(cpu, narrow).sliceBytes()).isPositive();
            assertThat(PlanOptions.of(cpu, wide).sliceBytes()).isZero();
        }
    }

    private static Graph convolution(int outputs) {
        Graph graph = new Graph();
        graph.conv2d(
                graph.input("x", BATCH, SIZE, SIZE, CHANNELS),
                graph.parameter("w", outputs, 3, 3, CHANNELS),
                null,
                Conv2d.same(3));
        return graph;
    }

    @Test
    void aSliceHasNoNegativeSize() {
        assertThatThrownBy(() -> PlanOptions.defaults().sliceBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    /** Outputs and variables after two steps. */
    private static List<double[]> results(Net net, Plan plan, int threads, double mean) {
        List<double[]> results = new ArrayList<>();
        try (Session session = new Session(threads)) {
            Variables variables = session.variables(net.graph);
            Executable run = session.compile(plan, variables);
            SplittableRandom random = new SplittableRandom(7);
            run.input("x")
                    .set(random.doubles(net.graph.node("x").shape().count(), mean - 1, mean + 1)
                            .toArray());
            run.input("rate").set(0.01);
            for (String name : variables.names()) {
                Tensor tensor = variables.get(name);
                tensor.set(random.doubles(tensor.shape().count(), 0.1, 0.9).toArray());
            }
            for (int i = 0; i < 2; i++) {
                run.run();
            }
            plan.outputs().forEach(node -> results.add(run.output(node).toDoubles()));
            variables.names().forEach(name -> results.add(variables.get(name).toDoubles()));
        }
        return results;
    }
}
